// A variant's value read where it lies, for those who have no parser of JSON at hand.

/// The members of a variant's value.
package struct VariantMember {
    /// The member's JSON text, a part of the value.
    package let json: Bytes

    /// `nil` where the value is no object or has no such member; of several of one name the last.
    package init?(_ name: Bytes, of value: Bytes) {
        guard let found = try? Self.find(name, in: value) else { return nil }
        json = found
    }

    /// Writes the text of a string, its escapes resolved, as far as there is room.
    ///
    /// - Returns: the text's length, which may be more than there was room for; `nil` where the member is no string.
    package func writeText(to room: UnsafeMutableRawBufferPointer) -> Int? {
        guard json.count >= 2, json[0] == UInt8(ascii: "\"") else { return nil }
        var bytes = JSONStringBytes(Bytes(json.start + 1, count: json.count &- 2))
        var count = 0
        while let byte = bytes.next() {
            if let start = room.baseAddress, count < room.count {
                start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
            }
            count &+= 1
        }
        return count
    }

    private static func find(_ name: Bytes, in value: Bytes) throws(LogicFault) -> Bytes? {
        var cursor = JSONCursor(value)
        var found: Bytes?
        var goesOn = try cursor.enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        while goesOn {
            let isIt = JSONStringBytes.isEqual(try cursor.key(), name)
            let text = try cursor.skipValue()
            if isIt { found = text }
            goesOn = try cursor.advance(closing: UInt8(ascii: "}"))
        }
        return found
    }
}
