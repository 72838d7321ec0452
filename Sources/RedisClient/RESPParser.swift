import CHiredis

/// Bytes in, replies out. What comes may be anything: over a limit or out of grammar it throws, and stays broken.
package struct RESPParser: ~Copyable {
    private let parser: OpaquePointer

    package init(limits: RESPLimits = RESPLimits()) throws(RedisError) {
        let caps = resp_limits(
            bulk_bytes: limits.string, reply_bytes: limits.reply, line_bytes: limits.line, elements: limits.elements)
        guard let parser = resp_parser_create(caps) else { throw RedisError(.malformed, "no memory for a parser") }
        self.parser = parser
    }

    deinit {
        resp_parser_free(parser)
    }

    package mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        guard resp_parser_feed(parser, start, bytes.count) >= 0 else { throw failure }
    }

    /// The next whole reply, or `nil` until more is fed.
    package mutating func next() throws(RedisError) -> RESPValue? {
        let result = resp_parser_next(parser)
        guard result >= 0 else { throw failure }
        guard result > 0 else { return nil }
        var count = 0
        guard let nodes = resp_parser_nodes(parser, &count) else { throw failure }
        var reader = NodeReader(
            nodes: UnsafeBufferPointer(start: nodes, count: count), arena: resp_parser_arena(parser), position: 0)
        guard let value = reader.value(), reader.position == count else {
            throw RedisError(.malformed, "a reply does not add up")
        }
        return value
    }

    private var failure: RedisError {
        RedisError(.malformed, "what the server sent is no reply: \(String(cString: resp_parser_error(parser)))")
    }
}

/// Walks the flat nodes of one reply. The recursion is as deep as the parser's cap on nesting.
private struct NodeReader {
    let nodes: UnsafeBufferPointer<resp_node>
    let arena: UnsafePointer<UInt8>?
    var position: Int

    mutating func value() -> RESPValue? {
        guard position < nodes.count else { return nil }
        let node = nodes[position]
        position += 1
        switch resp_type(node.type) {
        case RESP_NULL: return .null
        case RESP_INTEGER: return .integer(node.value)
        case RESP_STRING: return .string(bytes(of: node))
        case RESP_STATUS: return .status(String(decoding: bytes(of: node), as: UTF8.self))
        case RESP_ERROR: return .error(String(decoding: bytes(of: node), as: UTF8.self))
        case RESP_ARRAY:
            var values: [RESPValue] = []
            values.reserveCapacity(min(Int(node.count), nodes.count - position))
            for _ in 0..<node.count {
                guard let value = value() else { return nil }
                values.append(value)
            }
            return .array(values)
        default: return nil
        }
    }

    private func bytes(of node: resp_node) -> [UInt8] {
        guard node.count > 0, let arena else { return [] }
        return [UInt8](UnsafeBufferPointer(start: arena + Int(node.value), count: Int(node.count)))
    }
}
