extension Shape where Value == Duration {
    /// Its bounds are the reader's: a schema would have to compare 90m with 1h.
    static func duration(_ range: ClosedRange<Duration>, hint: String) -> Shape {
        Shape(
            schema: ["type": "string", "pattern": .string("^\(Quantities.durationPattern)$")]
        ) { node, path, findings in
            guard let text = node.scalar?.string, let duration = Quantities.duration(text) else {
                findings.error(
                    node.line, path, "should be a duration, is \(node.summary)", hint: "write it like 3s, 500ms or 1m")
                return nil
            }
            if range.contains(duration) { return duration }
            findings.error(node.line, path, "\(text) is out of range", hint: hint)
            return nil
        }
    }
}

extension Shape where Value == UInt32 {
    /// A share in thousandths of a per cent.
    static var share: Shape {
        Shape(schema: ["type": "string", "pattern": .string("^\(Quantities.sharePattern)$")]) { node, path, findings in
            if let share = node.scalar?.string.flatMap(Quantities.share) { return share }
            findings.error(
                node.line, path, "should be a share of up to 100 %, is \(node.summary)",
                hint: "write it like 20% or 0.125%, exact to 0.001%")
            return nil
        }
    }
}

extension Shape where Value == Int64 {
    /// Dollars in micro-dollars.
    static var money: Shape {
        Shape(schema: ["type": "string", "pattern": .string("^\(Quantities.moneyPattern)$")]) { node, path, findings in
            if let amount = node.scalar?.string.flatMap(Quantities.microdollars) { return amount }
            findings.error(
                node.line, path, "should be an amount of money, is \(node.summary)",
                hint: "write it like $3 or $0.075, exact to a millionth, below a million")
            return nil
        }
    }
}
