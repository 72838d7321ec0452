import FlagModel
package import FlagStore

/// A stored document as a file that people edit and `import` or `apply` takes back.
package struct ExportedDocument {
    package var id: DocumentID
    /// YAML with a line feed at its end; the same for the same body, wherever and whenever it is written.
    package var text: String

    /// - Throws: an `OperationError` if the body is not one that would come back as it is.
    package init(_ document: StoredDocument) throws {
        id = document.id
        guard let body = document.body, let value = try? JSONValue.parse(body, limits: Self.limits),
            value.canonical == body
        else { throw OperationError(.invalid, document.id.description, "\(document.id) cannot be read") }
        text = YAMLText.write(value) + "\n"
    }

    private static let limits = JSONLimits(bytes: Document.maximumBytes, depth: 64, values: Document.maximumBytes)

    /// `feature/support-chat.yaml`, `prompt/support-system@12.yaml`.
    package var path: String { "\(id.kind)/\(Self.fileName(id.key)).yaml" }

    /// The key, with what a file system might not take written as `%` and two digits, and what is too long cut off and
    /// told apart by a digest. What the key is stands in the document.
    package static func fileName(_ key: String) -> String {
        let name = key.utf8.enumerated().reduce(into: "") { name, next in
            let (place, byte) = next
            let isFine =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"):
                    true
                case UInt8(ascii: "."): place > 0
                default: false
                }
            name += isFine ? String(Unicode.Scalar(byte)) : "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
        }
        guard name.utf8.count > 200 else { return name }
        return "\(name.prefix(120))-\(Digest.hexadecimal(of: Array(key.utf8)).prefix(16))"
    }
}
