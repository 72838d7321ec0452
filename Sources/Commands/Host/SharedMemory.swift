import CFlagpost
import FlagModel

/// Decides from this host's shared memory through the client library, as services do, and leaves no trace there.
enum SharedMemory {
    /// - Parameter directory: the namespace's own, such as `/run/flagpost/default`.
    static func decide(
        feature: String, unit: String, attributes: [AttributeArgument], directory: String
    ) throws -> HostDecision {
        // The command reports nothing, so it makes no ring.
        var options = flagpost_options(ring_cells: 0, without_ring: 1)
        var client: OpaquePointer?
        try check(flagpost_open(directory, &options, &client))
        defer { flagpost_close(client) }
        guard let reader = flagpost_reader_new(client) else { throw Failure(text(FLAGPOST_NO_MEMORY)) }
        defer { flagpost_reader_free(reader) }
        return try withAttributes(attributes[...], []) { attributes in
            var decision = flagpost_decision()
            let status = flagpost_evaluate(
                reader, feature, feature.utf8.count, unit, unit.utf8.count, attributes, attributes.count, &decision)
            guard status != Int32(FLAGPOST_INVALID_ARGUMENT) else {
                throw Failure("at most \(FLAGPOST_MAXIMUM_ATTRIBUTES) attributes can be given")
            }
            // The decision points into the reader's snapshot: it is copied before the reader goes.
            return HostDecision(feature: feature, decision: decision, failure: status == 0 ? nil : text(status))
        }
    }

    private static func check(_ status: Int32) throws {
        guard status == 0 else { throw Failure(text(status)) }
    }

    private static func text(_ status: some BinaryInteger) -> String {
        String(cString: flagpost_strerror(Int32(truncatingIfNeeded: status)))
    }

    /// Lends all names and texts to C for the length of one call, one within the other.
    private static func withAttributes<Result>(
        _ rest: ArraySlice<AttributeArgument>, _ lent: [flagpost_attribute],
        _ body: ([flagpost_attribute]) throws -> Result
    ) throws -> Result {
        guard let next = rest.first else { return try body(lent) }
        return try next.name.withCString { name in
            var attribute = flagpost_attribute()
            attribute.name = name
            attribute.name_length = next.name.utf8.count
            switch next.value {
            case .number(let number):
                attribute.type = UInt32(FLAGPOST_ATTRIBUTE_NUMBER)
                attribute.number = number
            case .bool(let bool):
                attribute.type = UInt32(FLAGPOST_ATTRIBUTE_BOOL)
                attribute.number = bool ? 1 : 0
            case .string(let text):
                return try text.withCString { string in
                    attribute.string = string
                    attribute.string_length = text.utf8.count
                    return try withAttributes(rest.dropFirst(), lent + [attribute], body)
                }
            }
            return try withAttributes(rest.dropFirst(), lent + [attribute], body)
        }
    }
}
