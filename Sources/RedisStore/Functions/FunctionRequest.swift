import FlagStore

/// A call of a function: its arguments, and how its answer is read.
struct FunctionRequest<Answer: Sendable>: Sendable {
    let name: String
    let argument: FunctionArgument
    /// `nil`: the client's own.
    let timeout: Duration?
    let read: @Sendable (FunctionAnswer) throws(StoreError) -> Answer

    init(
        _ name: String, _ argument: FunctionArgument = [:], timeout: Duration? = nil,
        read: @escaping @Sendable (FunctionAnswer) throws(StoreError) -> Answer
    ) {
        self.name = name
        self.argument = argument
        self.timeout = timeout
        self.read = read
    }
}

extension FunctionRequest<Void> {
    init(_ name: String, _ argument: FunctionArgument, timeout: Duration? = nil) {
        self.init(name, argument, timeout: timeout) { _ throws(StoreError) in }
    }
}

/// For what may carry a whole namespace.
let bulkTimeout = Duration.seconds(10)
