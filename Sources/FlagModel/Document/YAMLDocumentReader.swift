// YAML as it is taken here: 1.2's core schema, without anchors, aliases and tags, each key once. So a document is
// never larger than its text, and says what it seems to say.

/// Reads YAML files of any number of documents into marked nodes.
struct YAMLDocumentReader: ~Copyable {
    struct Fault: Error {
        var message: String
        var hint: String?
        var line: Int
        var path: DocumentPath = .root
    }

    private var events: YAMLEvents
    private let limits: JSONLimits
    private var nodes = 0
    private var faults: [Fault] = []

    /// The documents before the first syntax error, and everything that is wrong with them and the text.
    static func read(_ text: [UInt8], limits: JSONLimits) -> (documents: [DocumentNode], faults: [Fault]) {
        guard text.count <= limits.bytes else {
            return ([], [Fault(message: "\(text.count) bytes are over the limit of \(limits.bytes)", line: 0)])
        }
        if let line = directiveLine(in: text) {
            return ([], [Fault(message: "directives (%) are not taken", hint: "remove the line", line: line)])
        }
        guard let events = YAMLEvents(text) else { return ([], [Fault(message: "out of memory", line: 0)]) }
        var reader = YAMLDocumentReader(events: events, limits: limits)
        var documents: [DocumentNode] = []
        do throws(Fault) {
            while let document = try reader.document() { documents.append(document) }
        } catch {
            reader.faults.append(error)
        }
        return (documents, reader.faults)
    }

    private init(events: consuming YAMLEvents, limits: JSONLimits) {
        self.events = events
        self.limits = limits
    }

    /// libyaml compares every `%TAG` with all before it; a file of nothing else would take it minutes.
    private static func directiveLine(in text: [UInt8]) -> Int? {
        var line = 1
        var isLineStart = true
        for byte in text {
            if isLineStart, byte == UInt8(ascii: "%") { return line }
            isLineStart = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
        return nil
    }

    private mutating func next() throws(Fault) -> YAMLEvents.Marked {
        do {
            return try events.next()
        } catch {
            throw Fault(message: error.message, line: error.line)
        }
    }

    /// The next document that is not empty; `nil` at the end.
    private mutating func document() throws(Fault) -> DocumentNode? {
        while true {
            let marked = try next()
            switch marked.event {
            case .streamEnd: return nil
            case .documentStart:
                let node = try node(try next(), depth: 0, path: .root)
                if node.scalar != .null { return node }
            default: continue
            }
        }
    }

    private mutating func node(
        _ marked: YAMLEvents.Marked, depth: Int, path: DocumentPath
    ) throws(Fault) -> DocumentNode {
        nodes += 1
        guard nodes <= limits.values else {
            throw Fault(message: "more than \(limits.values) values", line: marked.line, path: path)
        }
        check(marked, path: path)
        switch marked.event {
        case .sequenceStart where depth >= limits.depth, .mappingStart where depth >= limits.depth:
            throw Fault(message: "nested more than \(limits.depth) deep", line: marked.line, path: path)
        case .scalar(let text, let isPlain):
            let value = scalar(text, isPlain: isPlain, line: marked.line, path: path)
            return DocumentNode(
                content: .scalar(value), line: marked.line, spelling: value.isSpelled(text) ? nil : text)
        case .sequenceStart:
            var elements: [DocumentNode] = []
            while true {
                let marked = try next()
                if case .end = marked.event { break }
                elements.append(try node(marked, depth: depth + 1, path: path.appending(index: elements.count)))
            }
            return DocumentNode(content: .sequence(elements), line: marked.line)
        case .mappingStart:
            return DocumentNode(content: .mapping(try members(depth: depth, path: path)), line: marked.line)
        case .alias(let name):
            report(
                Fault(
                    message: "aliases are not taken: *\(name)", hint: "write the value out, or use `extends`",
                    line: marked.line, path: path))
            return DocumentNode(content: .scalar(.null), line: marked.line)
        case .documentStart, .end, .streamEnd:
            throw Fault(message: "a value should stand here", line: marked.line, path: path)
        }
    }

    private mutating func members(depth: Int, path: DocumentPath) throws(Fault) -> [DocumentNode.Member] {
        var members: [DocumentNode.Member] = []
        var lines: [String: Int] = [:]
        while true {
            let marked = try next()
            if case .end = marked.event { return members }
            guard case .scalar(let key, _) = marked.event else {
                throw Fault(message: "a key must be a text", line: marked.line, path: path)
            }
            let keyPath = path.appending(key)
            check(marked, path: keyPath)
            let value = try node(try next(), depth: depth + 1, path: keyPath)
            if let earlier = lines[key] {
                report(
                    Fault(
                        message: "this key is there twice", hint: "first on line \(earlier)", line: marked.line,
                        path: keyPath))
            } else {
                lines[key] = marked.line
                members.append(DocumentNode.Member(key: key, line: marked.line, value: value))
            }
        }
    }

    private mutating func scalar(_ text: String, isPlain: Bool, line: Int, path: DocumentPath) -> JSONValue {
        guard isPlain else { return .string(text) }
        if let value = YAMLCoreSchema.value(ofPlain: text) { return value }
        report(
            Fault(
                message: "\(quoted(text)) is no number of 64 bits", hint: "quote it if it is a text", line: line,
                path: path))
        return .null
    }

    /// Keeps no more than anybody is shown, and one to tell that there are more.
    private mutating func report(_ fault: Fault) {
        if faults.count <= Findings.limit { faults.append(fault) }
    }

    private mutating func check(_ marked: YAMLEvents.Marked, path: DocumentPath) {
        if marked.hasAnchor {
            report(
                Fault(message: "anchors are not taken", hint: "remove the `&` name", line: marked.line, path: path))
        }
        if let tag = marked.tag {
            report(
                Fault(message: "tags are not taken: \(quoted(tag))", hint: "remove it", line: marked.line, path: path))
        }
    }
}

extension JSONValue {
    /// False for a number that is written otherwise in JSON.
    fileprivate func isSpelled(_ text: String) -> Bool {
        switch self {
        case .integer, .number: canonicalText == text
        default: true
        }
    }
}
