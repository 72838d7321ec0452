import Dispatch

/// Where one command line runs. Commands wait for sockets as a process of its own may; on the threads that all tasks
/// share they would hold up the servers that they wait for.
final class CommandThread: TaskExecutor {
    private let queue = DispatchQueue(label: "command")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
