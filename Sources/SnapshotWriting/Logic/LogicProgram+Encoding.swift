package import FlagSnapshot

extension LogicProgram {
    package enum Fault: Error, Equatable {
        /// Operations, arrays and arguments within each other.
        case tooDeep(limit: Int)
        case tooManyParts(limit: Int)
        case tooLarge(limit: Int)
    }

    /// The bytes of a rule.
    package static func encode(_ expression: LogicExpression) throws(Fault) -> [UInt8] {
        var encoder = LogicEncoder()
        try encoder.reserve(1)
        try encoder.write(expression, at: 0, depth: 1)
        return try encoder.finished()
    }
}

private struct LogicEncoder {
    private typealias Kind = LogicProgram.Kind

    /// Texts and tables refer to themselves by their offset in here until the nodes are counted.
    private var data = LittleEndianBytes()
    private var nodes = LittleEndianBytes()
    /// Where an offset into `data` stands in `nodes`.
    private var references: [Int] = []
    private var texts: [[UInt8]: UInt32] = [:]

    private var nodeCount: Int { nodes.count / LogicProgram.nodeSize }

    /// Makes room for nodes in a row, and returns the first one's index.
    @discardableResult
    mutating func reserve(_ count: Int) throws(LogicProgram.Fault) -> Int {
        let first = nodeCount
        guard first + count <= LogicProgram.maximumNodes else {
            throw .tooManyParts(limit: LogicProgram.maximumNodes)
        }
        nodes.appendZeroes(count * LogicProgram.nodeSize)
        return first
    }

    mutating func write(_ expression: LogicExpression, at index: Int, depth: Int) throws(LogicProgram.Fault) {
        guard depth <= LogicProgram.maximumDepth else { throw .tooDeep(limit: LogicProgram.maximumDepth) }
        switch expression {
        case .null: put(Kind.null, at: index)
        case .bool(let value): put(Kind.bool, detail: value ? 1 : 0, at: index)
        case .number(let value):
            put(Kind.number, at: index)
            nodes.put(value.bitPattern, at: index * LogicProgram.nodeSize + 8)
        case .string(let text): try put(Kind.string, text: Array(text.utf8), at: index)
        case .object(let text): try put(Kind.object, text: text, at: index)
        case .array(let elements):
            let isLiteral = elements.allSatisfy(\.isLiteral)
            try put(isLiteral ? Kind.literals : Kind.array, children: elements, at: index, depth: depth)
            if isLiteral, elements.count > Int(LogicProgram.scannedLiterals) {
                putTable(of: elements, at: index)
            }
        case .operation(.variable, let arguments) where arguments.count == 1 && arguments[0].text != nil:
            let name = arguments[0].text ?? ""
            let isPath = name.isEmpty || name.utf8.contains(UInt8(ascii: "."))
            try put(
                Kind.variable, detail: isPath ? LogicProgram.Variable.path : LogicProgram.Variable.name,
                text: Array(name.utf8), at: index)
        case .operation(let operation, let arguments):
            try put(Kind.operation, detail: operation.rawValue, children: arguments, at: index, depth: depth)
        case .failure: put(Kind.failure, at: index)
        }
    }

    func finished() throws(LogicProgram.Fault) -> [UInt8] {
        var program = LittleEndianBytes()
        program.appendZeroes(LogicProgram.headerSize)
        program.bytes += nodes.bytes
        let offset = UInt32(clamping: program.count)
        program.bytes += data.bytes
        guard program.count <= LogicProgram.maximumSize else { throw .tooLarge(limit: LogicProgram.maximumSize) }
        for place in references {
            let reference = program.bytes.withUnsafeBytes {
                UInt32(
                    littleEndian: $0.loadUnaligned(
                        fromByteOffset: LogicProgram.headerSize + place, as: UInt32.self))
            }
            program.put(offset + reference, at: LogicProgram.headerSize + place)
        }
        program.put(LogicProgram.magic, at: 0)
        program.put(UInt32(clamping: program.count), at: 4)
        program.put(UInt32(clamping: nodeCount), at: 8)
        return program.bytes
    }

    private mutating func put(_ kind: UInt8, detail: UInt8 = 0, at index: Int) {
        nodes.put(kind, at: index * LogicProgram.nodeSize)
        nodes.put(detail, at: index * LogicProgram.nodeSize + 1)
    }

    private mutating func put(
        _ kind: UInt8, detail: UInt8 = 0, text: [UInt8], at index: Int
    ) throws(LogicProgram.Fault) {
        // An object is equal only to itself, so objects of the same text keep apart.
        let known = kind == Kind.object ? nil : texts[text]
        let offset = known ?? UInt32(clamping: data.count)
        if known == nil {
            data.bytes += text
            if kind != Kind.object { texts[text] = offset }
        }
        guard data.count <= LogicProgram.maximumSize else { throw .tooLarge(limit: LogicProgram.maximumSize) }
        put(kind, detail: detail, at: index)
        let place = index * LogicProgram.nodeSize
        nodes.put(UInt32(clamping: text.count), at: place + 4)
        nodes.put(offset, at: place + 8)
        references.append(place + 8)
    }

    private mutating func put(
        _ kind: UInt8, detail: UInt8 = 0, children: [LogicExpression], at index: Int, depth: Int
    ) throws(LogicProgram.Fault) {
        let first = try reserve(children.count)
        put(kind, detail: detail, at: index)
        nodes.put(UInt32(clamping: children.count), at: index * LogicProgram.nodeSize + 4)
        nodes.put(UInt32(clamping: first), at: index * LogicProgram.nodeSize + 8)
        for (number, child) in children.enumerated() {
            try write(child, at: first + number, depth: depth + 1)
        }
    }

    /// At most half full, each literal once.
    private mutating func putTable(of elements: [LogicExpression], at index: Int) {
        let bits = Int.bitWidth - (elements.count * 2).leadingZeroBitCount
        var slots = Array(repeating: UInt32(0), count: 1 << bits)
        for (number, element) in elements.enumerated() {
            guard let hash = element.literalHash else { continue }
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0, !element.isSameLiteral(as: elements[Int(slots[slot]) - 1]) {
                slot = (slot + 1) & (slots.count - 1)
            }
            if slots[slot] == 0 { slots[slot] = UInt32(clamping: number + 1) }
        }
        let (table, _) = data.appendRecords(slots.count, size: 4)
        for (number, slot) in slots.enumerated() { data.put(slot, at: Int(table) + number * 4) }
        let place = index * LogicProgram.nodeSize
        nodes.put(UInt16(clamping: bits), at: place + 2)
        nodes.put(table, at: place + 12)
        references.append(place + 12)
    }
}

extension LogicExpression {
    /// True if nothing in it needs evaluation.
    fileprivate var isLiteral: Bool {
        switch self {
        case .null, .bool, .number, .string, .object: true
        case .array(let elements): elements.allSatisfy(\.isLiteral)
        case .operation, .failure: false
        }
    }

    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

    /// Texts are compared byte by byte, as the interpreter does it.
    fileprivate func isSameLiteral(as other: LogicExpression) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.number(let left), .number(let right)): left == right
        default: false
        }
    }

    /// By what a text or a number is found in a table.
    fileprivate var literalHash: UInt64? {
        switch self {
        case .string(let text): KeyHash.of(text)
        case .number(let value): LogicProgram.hash(of: value)
        default: nil
        }
    }
}
