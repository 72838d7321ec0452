private import CYAML

/// libyaml's parser as a pull of events. Owns the parser and the text it reads from.
struct YAMLEvents: ~Copyable {
    enum Event {
        case documentStart
        case alias(String)
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case mappingStart
        /// Of a sequence, mapping or document, or a mark without content.
        case end
        case streamEnd
    }

    struct Marked {
        var event: Event
        /// From 1.
        var line: Int
        var hasAnchor = false
        var tag: String?
    }

    struct SyntaxError: Error {
        var message: String
        var line: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// `nil` where libyaml has no memory.
    init?(_ bytes: [UInt8]) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        text = .allocate(capacity: bytes.count)
        _ = text.initialize(fromContentsOf: bytes)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    mutating func next() throws(SyntaxError) -> Marked {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError }
        defer { yaml_event_delete(&event) }
        let line = Int(clamping: event.start_mark.line) + 1
        switch event.type {
        case YAML_STREAM_END_EVENT:
            return Marked(event: .streamEnd, line: line)
        case YAML_DOCUMENT_START_EVENT:
            return Marked(event: .documentStart, line: line)
        case YAML_ALIAS_EVENT:
            return Marked(event: .alias(Self.string(event.data.alias.anchor) ?? ""), line: line)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return Marked(
                event: .scalar(
                    String(decoding: value, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
                line: line, hasAnchor: scalar.anchor != nil, tag: Self.string(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Marked(
                event: .sequenceStart, line: line, hasAnchor: start.anchor != nil, tag: Self.string(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Marked(
                event: .mappingStart, line: line, hasAnchor: start.anchor != nil, tag: Self.string(start.tag))
        default:
            return Marked(event: .end, line: line)
        }
    }

    private var syntaxError: SyntaxError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text is no YAML"
        let context = parser.pointee.context.map { String(cString: $0) + ": " } ?? ""
        let mark = Int(clamping: parser.pointee.problem_mark.line)
        // The scanner's marks are exact; the byte reader only knows an offset.
        let offset = min(Int(clamping: parser.pointee.problem_offset), text.count)
        let line =
            parser.pointee.error == YAML_READER_ERROR ? text[..<offset].count { $0 == UInt8(ascii: "\n") } : mark
        return SyntaxError(message: context + problem, line: line + 1)
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }
}
