import FlagModel

/// The documents in the files a person named.
struct DocumentFiles {
    var documents: [Document] = []
    var diagnostics: [Diagnostic] = []

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
                for file in found { files.add(try LocalFiles.read(file, limit: limit), file: file) }
            } else {
                files.add(try LocalFiles.read(name, limit: limit), file: name)
            }
        }
        return files
    }

    /// A document that stands in two places is refused: which one would count?
    mutating func add(_ text: [UInt8], file: String) {
        let parsed = DocumentParser.parse(text, file: file, mode: .author)
        diagnostics += parsed.diagnostics
        for document in parsed.documents {
            if documents.contains(where: { $0.kind == document.kind && $0.key == document.key }) {
                diagnostics.append(
                    Diagnostic(
                        file: file, line: document.line, path: "key",
                        message: "\(document.kind)/\(document.key) stands in these files twice",
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
