// A journal's file: "FPJL", version and boot id in a first frame, then one frame for each entry. A frame is its length, the
// bytes, and their checksum; what follows a torn one was never finished.

/// The bytes of a journal's file.
package enum JournalFrame {
    private static let magic: UInt32 = 0x4c4a_5046
    private static let version: UInt16 = 1

    /// What a file begins with.
    /// - Parameter bootID: monotonic times mean nothing in another boot.
    package static func head(bootID: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(magic)
        writer.put(version)
        writer.put(bootID)
        return bytes(of: writer.bytes)
    }

    static func bytes(of payload: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(UInt32(clamping: payload.count))
        var bytes = writer.bytes
        bytes += payload
        var end = ByteWriter()
        end.put(Checksum.of(payload))
        return bytes + end.bytes
    }

    /// What a file holds, up to its end or the first frame that is damaged: boot, entries in order, and how many bytes
    /// they take; `nil` where it is no journal, or one of another version.
    package static func read(_ bytes: [UInt8]) -> (bootID: String, entries: [JournalEntry], length: Int)? {
        var rest = bytes[...]
        guard let head = next(in: &rest) else { return nil }
        var reader = ByteReader(head)
        guard (try? reader.integer(UInt32.self)) == magic, (try? reader.integer(UInt16.self)) == version,
            let bootID = try? reader.string()
        else { return nil }
        var entries: [JournalEntry] = []
        var length = bytes.count - rest.count
        while let payload = next(in: &rest), let entry = try? JournalEntry(payload: payload) {
            entries.append(entry)
            length = bytes.count - rest.count
        }
        return (bootID, entries, length)
    }

    private static func next(in rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var reader = ByteReader(rest)
        guard let count = try? reader.integer(UInt32.self), reader.remaining >= Int(count) + 8 else { return nil }
        let payload = rest.dropFirst(4).prefix(Int(count))
        var end = ByteReader(rest.dropFirst(4 + Int(count)).prefix(8))
        guard (try? end.integer(UInt64.self)) == Checksum.of(payload) else { return nil }
        rest = rest.dropFirst(4 + Int(count) + 8)
        return payload
    }
}
