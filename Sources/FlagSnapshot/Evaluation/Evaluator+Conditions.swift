extension Evaluator {
    private typealias Field = SnapshotLayout.Condition

    /// Whether all conditions of the rule hold; `nil` where the record is damaged.
    @inline(__always)
    func matches(_ rule: RuleRecord, attributes: UnsafeBufferPointer<Attribute>, steps: inout Int) -> Bool? {
        let count = rule.conditionCount
        guard spend(count, of: &steps), var condition = rule.conditions else { return nil }
        var index: UInt32 = 0
        while index < count {
            guard let holds = holds(condition, attributes: attributes, steps: &steps) else { return nil }
            if !holds { return false }
            condition += Field.size
            index &+= 1
        }
        return true
    }

    @inline(__always)
    private func holds(
        _ condition: UnsafeRawPointer, attributes: UnsafeBufferPointer<Attribute>, steps: inout Int
    ) -> Bool? {
        guard let name = snapshot.text(condition, Field.attribute) else { return nil }
        let isNegated = condition.half(Field.negated) != 0
        guard let value = value(of: name, in: attributes) else { return isNegated }
        let count = condition.half(Field.literalCount)
        guard spend(count, of: &steps),
            var literal = snapshot.records(
                at: condition.half(Field.literals), count: count, size: SnapshotLayout.Literal.size)
        else { return nil }
        let test = condition.half(Field.test)
        guard test <= Field.startsWith else { return nil }
        var index: UInt32 = 0
        while index < count {
            guard let isMatch = matches(value, literal, isPrefix: test == Field.startsWith) else { return nil }
            if isMatch { return !isNegated }
            literal += SnapshotLayout.Literal.size
            index &+= 1
        }
        return isNegated
    }

    @inline(__always)
    private func matches(_ value: Attribute.Value, _ literal: UnsafeRawPointer, isPrefix: Bool) -> Bool? {
        let type = literal.half(0)
        switch value {
        case .string(let text):
            guard type == SnapshotLayout.Literal.string else { return false }
            guard let expected = snapshot.text(literal, SnapshotLayout.Literal.payload) else { return nil }
            return isPrefix ? text.hasPrefix(expected) : text == expected
        case .number(let number):
            guard type == SnapshotLayout.Literal.number, !isPrefix else { return false }
            return number == Double(bitPattern: literal.word(SnapshotLayout.Literal.payload))
        case .bool(let bool):
            guard type == SnapshotLayout.Literal.bool, !isPrefix else { return false }
            return bool == (literal.word(SnapshotLayout.Literal.payload) != 0)
        case .json: return false
        }
    }
}
