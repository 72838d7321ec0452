/// Where in a document: `route[0].split.canary`.
struct DocumentPath: Sendable, Equatable, CustomStringConvertible {
    enum Step: Sendable, Equatable {
        case key(String)
        case index(Int)
    }

    private(set) var steps: [Step] = []

    static let root = DocumentPath()

    func appending(_ key: String) -> DocumentPath { DocumentPath(steps: steps + [.key(key)]) }
    func appending(index: Int) -> DocumentPath { DocumentPath(steps: steps + [.index(index)]) }

    var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += (text.isEmpty ? "" : ".") + Self.shown(key)
            }
        }
    }

    private static func shown(_ key: String) -> String {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ".") && $0 < 0x7F }
        return isPlain && key.utf8.count <= 128 ? key : quoted(key)
    }
}
