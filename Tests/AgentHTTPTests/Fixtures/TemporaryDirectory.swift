import Glibc

/// A folder of a test's own.
struct TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/flagpost-http-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let template = buffer.baseAddress, let made = mkdtemp(template) else {
                preconditionFailure("no temporary folder")
            }
            return String(cString: made)
        }
    }

    /// With all in it.
    func remove() {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
