import NIOCore

/// One timer for a deadline that moves with every phase: a later deadline leaves the timer be, and the timer goes on to
/// the deadline when it fires early.
struct ConnectionDeadline {
    private var deadline = NIODeadline.distantFuture
    private var timer: (fires: NIODeadline, scheduled: Scheduled<Void>)?

    /// Sets the deadline; `expire` runs on `loop` once it has passed.
    mutating func set(
        _ deadline: NIODeadline, on loop: any EventLoop, check: @escaping @Sendable () -> Void
    ) {
        self.deadline = deadline
        if let timer, timer.fires <= deadline { return }
        timer?.scheduled.cancel()
        timer = (deadline, loop.scheduleTask(deadline: deadline, check))
    }

    /// The timer has fired: true where the deadline has passed, else it is set to what is left.
    mutating func hasPassed(
        at now: NIODeadline, on loop: any EventLoop, check: @escaping @Sendable () -> Void
    ) -> Bool {
        timer = nil
        guard now < deadline else { return true }
        set(deadline, on: loop, check: check)
        return false
    }

    mutating func cancel() {
        timer?.scheduled.cancel()
        timer = nil
    }
}
