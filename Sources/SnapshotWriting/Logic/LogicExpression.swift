package import FlagSnapshot

/// A rule in JSONLogic (jsonlogic.com) with flagd's operators, read and resolved, before it is encoded as a
/// program.
package indirect enum LogicExpression: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    /// Evaluated element by element.
    case array([LogicExpression])
    /// An object that is no operation, as JSON text: data, in which nothing is evaluated.
    case object([UInt8])
    case operation(LogicOperation, [LogicExpression])
    /// Fails where it is reached: an operator that does not exist, or a reference to nothing.
    case failure
}

extension LogicExpression {
    /// The attribute of that name, at the top of the context.
    package static func variable(_ name: String) -> LogicExpression { .operation(.variable, [.string(name)]) }
}
