import FlagModel
import FlagStore
import Operations

/// The documents in the files a person named.
struct DocumentFiles {
    var documents: [Document] = []
    var diagnostics: [Diagnostic] = []
    /// Where each document stands.
    private var places: [DocumentID: String] = [:]
    /// Files of folders that hold no documents of Flagpost's.
    private(set) var passedOver: [String] = []

    private static let endings = [".yaml", ".yml", ".json"]

    /// - Parameter names: files, folders, or `-` for standard input.
    static func read(_ names: [String]) throws -> DocumentFiles {
        let limit = DocumentParser.maximumFileBytes
        var files = DocumentFiles()
        guard names.filter({ $0 == "-" }).count <= 1 else { throw Failure("standard input can be read only once") }
        for name in names {
            if name == "-" {
                files.add(try LocalFiles.readStandardInput(limit: limit), file: "standard input")
            } else if LocalFiles.isDirectory(name) {
                let found = try LocalFiles.files(in: name, endings: endings)
                guard !found.isEmpty else {
                    throw Failure("\(name) holds no file that ends in \(endings.joined(separator: ", "))")
                }
                for file in found { files.addOfFolder(try LocalFiles.read(file, limit: limit), file: file) }
            } else {
                files.add(try LocalFiles.read(name, limit: limit), file: name)
            }
        }
        for file in files.passedOver {
            StandardStreams.message("  \(file): neither kind nor flags; passed over".withoutControls)
        }
        return files
    }

    /// Folders hold other files, too: one that has neither `kind` nor `flags` is passed over, and said to be.
    private mutating func addOfFolder(_ text: [UInt8], file: String) {
        if let value = try? JSONValue.parseYAML(text), value["kind"] == nil, value["flags"] == nil {
            passedOver.append(file)
        } else {
            add(text, file: file)
        }
    }

    /// A document that stands in two places is refused: which one would count?
    mutating func add(_ text: [UInt8], file: String) {
        let parsed = DocumentParser.parse(text, file: file, mode: .author)
        diagnostics += parsed.diagnostics
        for document in parsed.documents {
            if let other = places.updateValue(file, forKey: document.id) {
                diagnostics.append(
                    Diagnostic(
                        file: file, line: document.line, path: "key",
                        message: "\(document.id) stands in \(other), too",
                        hint: "keep one of them"))
            } else {
                documents.append(document)
            }
        }
    }

    /// Tells what is wrong with the files, and stops there if that is an error.
    ///
    /// - Parameter nothing: what was not done then, such as `nothing was applied`.
    func sound(_ nothing: String) throws -> DocumentFiles {
        for diagnostic in diagnostics { StandardStreams.message(diagnostic.description.withoutControls) }
        guard !hasErrors else { throw Failure("\(nothing): the files have errors") }
        guard !documents.isEmpty else { throw Failure("the files hold no document") }
        return self
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
