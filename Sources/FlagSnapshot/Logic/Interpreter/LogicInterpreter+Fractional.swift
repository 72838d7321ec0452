// flagd's `fractional`, in both versions. What it cannot use makes it null, never a fault.

extension LogicInterpreter {
    mutating func fractional(
        _ arguments: UnsafePointer<LogicValue>, _ count: Int
    ) throws(LogicFault) -> LogicValue {
        guard count > 0 else { return .null }
        var shares = LogicElements(list: arguments, count: count)
        guard let hash = try bucketingHash(arguments.pointee, &shares) else { return .null }
        let all = shares
        var total: Int = 0
        while let share = try next(&shares) {
            guard let share = try self.share(share) else { return .null }
            total &+= share.weight
        }
        guard total > 0, total <= Self.maximumWeight else { return .null }
        let bucket = Int(Bucket.of(hash: hash, totalWeight: UInt32(truncatingIfNeeded: total)))
        var reached = 0
        shares = all
        while let share = try next(&shares) {
            guard let share = try self.share(share) else { return .null }
            reached &+= share.weight
            if bucket < reached { return share.variant }
        }
        return .null
    }

    private static var maximumWeight: Int { 2_147_483_647 }

    /// The hash of the first argument, which is taken from the shares then, or else of the flag's key and the targeting
    /// key. `nil` where there is nothing to hash.
    private mutating func bucketingHash(
        _ first: LogicValue, _ shares: inout LogicElements
    ) throws(LogicFault) -> UInt32? {
        switch (context.bucketing, first) {
        case (.v2, .string(let text)):
            shares.skipFirst()
            try spend(onText: text.count)
            var murmur = Murmur3()
            murmur.append(text)
            return murmur.finished()
        case (.v2, .null), (.v2, .undefined): shares.skipFirst()
        case (.v2, _): break
        case (.v3, .null), (.v3, .undefined): return nil
        case (.v3, _):
            guard try elements(of: first) == nil else { break }
            shares.skipFirst()
            var murmur = Murmur3()
            try append(first, to: &murmur)
            return murmur.finished()
        }
        guard case .string(let unit) = try property(Bytes("targetingKey"), of: data), unit.count > 0 else { return nil }
        try spend(onText: unit.count)
        var murmur = Murmur3()
        if context.bucketing == .v2 {
            murmur.append(context.flagKey)
            murmur.append(unit)
        } else {
            murmur.append(cborHead: Murmur3.CBORType.array, 2)
            murmur.append(cborText: context.flagKey)
            murmur.append(cborText: unit)
        }
        return murmur.finished()
    }

    /// `[variant]` or `[variant, weight]`; a negative weight is 0, and none is 1.
    private mutating func share(
        _ value: LogicValue
    ) throws(LogicFault) -> (variant: LogicValue, weight: Int)? {
        guard var parts = try elements(of: value), parts.count == 1 || parts.count == 2,
            let variant = try next(&parts), !variant.isObject
        else { return nil }
        guard let weight = try next(&parts) else { return (variant, 1) }
        guard case .number(let number) = weight else { return nil }
        let whole = number.clampedInteger
        guard number.magnitude <= Double(Self.maximumWeight), Double(whole) == number else {
            return number < 0 && Double(whole) == number ? (variant, 0) : nil
        }
        return (variant, Swift.max(whole, 0))
    }

    // MARK: CBOR

    /// The deterministic CBOR of any value.
    private mutating func append(_ value: LogicValue, to murmur: inout Murmur3) throws(LogicFault) {
        try spend(1)
        switch value {
        case .undefined, .null: murmur.append(Murmur3.CBORType.null)
        case .bool(let value): murmur.append(value ? Murmur3.CBORType.true : Murmur3.CBORType.false)
        case .number(let number): murmur.append(cborNumber: number)
        case .string(let text):
            try spend(onText: text.count)
            murmur.append(cborText: text)
        case .list, .literals, .json, .context, .flagd, .fold:
            try descend()
            let mark = arena.used
            if var elements = try elements(of: value) {
                murmur.append(cborHead: Murmur3.CBORType.array, UInt64(truncatingIfNeeded: elements.count))
                while let element = try next(&elements) {
                    try append(element, to: &murmur)
                    arena.used = mark
                }
            } else {
                try append(object: value, to: &murmur)
            }
            arena.used = mark
            ascend()
        }
    }

    /// Members in the order of their keys' encodings: the shorter key first, then byte by byte.
    private mutating func append(object: LogicValue, to murmur: inout Murmur3) throws(LogicFault) {
        let (names, count) = try names(of: object)
        murmur.append(cborHead: Murmur3.CBORType.map, UInt64(truncatingIfNeeded: count))
        var index = 0
        while index < count {
            guard case .string(let name) = (names + index).pointee else { return }
            murmur.append(cborText: name)
            try append(try property(name, of: object), to: &murmur)
            index &+= 1
        }
    }
}
