/// Every operator of JSONLogic, and flagd's own. The raw values are written into snapshots.
package enum LogicOperation: UInt8, Sendable, CaseIterable {
    case variable = 1
    case missing, missingSome
    case `if`, equal, strictlyEqual, notEqual, strictlyNotEqual, not, truthy, or, and
    case greater, greaterOrEqual, less, lessOrEqual, maximum, minimum
    case add, subtract, multiply, divide, remainder
    case map, reduce, filter, all, none, some, merge, `in`
    case concatenate, substring, log
    case fractional, startsWith, endsWith, semanticVersion
}
