/// What a part of a rule comes to: JavaScript's values, as JSON can name them. Texts and arrays are borrowed from the
/// program, the context or the arena, and are valid until the interpreter, or whoever holds the arena, goes on.
package enum LogicValue: BitwiseCopyable {
    /// What is not there: an argument that was left out, or the result of an empty `and`.
    case undefined
    case null
    case bool(Bool)
    case number(Double)
    /// UTF-8, unescaped; what is not valid is taken as it is.
    case string(Bytes)
    /// The text of an array or an object, without space around it.
    case json(Bytes)
    /// An array in the arena.
    case list(UnsafePointer<LogicValue>, count: Int)
    /// An array of literals in the program: its first node, and how many there are.
    case literals(first: UInt32, count: UInt32)
    /// The whole context, an object.
    case context
    /// The context's `$flagd`, an object.
    case flagd
    /// What `reduce` gives its rule: the object of `accumulator` and, after it, `current`.
    case fold(UnsafePointer<LogicValue>)
}

/// Why a rule comes to nothing. The caller answers PARSE_ERROR.
package enum LogicFault: UInt8, Error, Sendable {
    /// The program's bytes do not fit together.
    case damaged
    /// An operator that does not exist, or a reference to nothing.
    case failure
    /// An argument at which JavaScript would throw.
    case badArgument
    /// An attribute's text is no JSON, or larger than `LogicContext.maximumText`.
    case malformedContext
    case tooDeep
    case tooManySteps
    /// The arena is full.
    case noRoom
}
