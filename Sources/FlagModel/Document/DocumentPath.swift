/// Where in a document: `route[0].split.canary`.
struct DocumentPath: Sendable, Equatable, CustomStringConvertible {
    private(set) var description: String

    static let root = DocumentPath(description: "")

    func appending(_ key: String) -> DocumentPath {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ".") && $0 < 0x7F }
        let part = isPlain && key.utf8.count <= 128 ? key : quoted(key)
        return DocumentPath(description: description.isEmpty ? part : "\(description).\(part)")
    }

    func appending(index: Int) -> DocumentPath { DocumentPath(description: "\(description)[\(index)]") }
}
