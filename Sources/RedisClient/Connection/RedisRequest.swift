/// A command on its way, and who waits for the reply.
struct RedisRequest {
    let command: RESPCommand
    /// Nanoseconds of the event loop's clock.
    let deadline: UInt64
    private let completion: CheckedContinuation<Result<RESPValue, RedisError>, Never>

    init(
        command: RESPCommand, deadline: UInt64, completion: CheckedContinuation<Result<RESPValue, RedisError>, Never>
    ) {
        self.command = command
        self.deadline = deadline
        self.completion = completion
    }

    func complete(with reply: RESPValue) {
        if case .error(let text) = reply {
            completion.resume(returning: .failure(RedisError(.server, text)))
        } else {
            completion.resume(returning: .success(reply))
        }
    }

    func fail(_ error: RedisError) {
        completion.resume(returning: .failure(error))
    }
}
