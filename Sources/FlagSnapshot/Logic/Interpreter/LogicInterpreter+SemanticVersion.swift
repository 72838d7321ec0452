extension LogicInterpreter {
    /// flagd's `sem_ver`: null where a version is none, or the comparison is unknown.
    mutating func compareVersions(
        _ first: LogicValue, _ comparison: LogicValue, _ second: LogicValue
    ) throws(LogicFault) -> LogicValue {
        guard case .string(let comparison) = comparison else { return .null }
        let left = try text(of: first)
        let right = try text(of: second)
        try spend(onText: left.count &+ right.count)
        guard let left = Version(left), let right = Version(right) else { return .null }
        if comparison.isEqual("~") { return .bool(left.hasSameMinor(right)) }
        if comparison.isEqual("^") { return .bool(left.hasSameMajor(right)) }
        let order = left.compare(right)
        if comparison.isEqual("=") { return .bool(order == 0) }
        if comparison.isEqual("!=") { return .bool(order != 0) }
        if comparison.isEqual("<") { return .bool(order < 0) }
        if comparison.isEqual("<=") { return .bool(order <= 0) }
        if comparison.isEqual(">") { return .bool(order > 0) }
        return comparison.isEqual(">=") ? .bool(order >= 0) : .null
    }
}
