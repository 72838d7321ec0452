import FlagStore
import Operations

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder with a file for each document.
struct ExportFolder {
    var path: String

    /// What became of the folder's files.
    struct Outcome {
        var written = 0
        var unchanged = 0
        /// Files that no document of this export has.
        var others: [String] = []
    }

    /// Files that say the same already are left alone. Nothing is removed.
    func write(_ documents: [ExportedDocument]) throws -> Outcome {
        var outcome = Outcome()
        try make(path)
        for folder in Set(documents.map(\.id.kind)).sorted() { try make("\(path)/\(folder)") }
        for document in documents {
            let file = "\(path)/\(document.path)"
            let bytes = Array(document.text.utf8)
            if LocalFiles.isFile(file), (try? LocalFiles.read(file, limit: bytes.count)) == bytes {
                outcome.unchanged += 1
                continue
            }
            let output = try OutputFile(file)
            try output.write(bytes)
            try output.finish()
            outcome.written += 1
        }
        let known = Set(documents.map { "\(path)/\($0.path)" })
        outcome.others = try LocalFiles.files(in: path, endings: [".yaml", ".yml", ".json"])
            .filter { !known.contains($0) }
        return outcome
    }

    private func make(_ folder: String) throws {
        guard mkdir(folder, 0o777) != 0, !(errno == EEXIST && LocalFiles.isDirectory(folder)) else { return }
        throw Failure("cannot make the folder \(folder): \(String(cString: strerror(errno)))")
    }
}
