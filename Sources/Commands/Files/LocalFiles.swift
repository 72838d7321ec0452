// Reading what people name on the command line: bounded, and with reasons they can act on.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum LocalFiles {
    static func isDirectory(_ path: String) -> Bool { kind(of: path) == S_IFDIR }
    static func isFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

    /// - Parameter limit: in bytes; a longer file is refused.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("cannot read \(path): \(reason(errno))") }
        defer { _ = close(descriptor) }
        return try read(descriptor, named: path, limit: limit)
    }

    static func readStandardInput(limit: Int) throws -> [UInt8] {
        try read(StandardStreams.current.input, named: "standard input", limit: limit)
    }

    /// Makes a file that only its owner may read; one that is there is never touched.
    static func makePrivate(_ path: String, text: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure("cannot make \(path): \(reason(errno))") }
        defer { _ = close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure("cannot write \(path): \(reason(errno))") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw Failure("cannot write \(path): \(reason(errno))") }
    }

    /// Files in a folder and the folders below it whose names end in one of `endings`, sorted by path. Hidden ones and
    /// symbolic links to folders are left out.
    static func files(in folder: String, endings: [String]) throws -> [String] {
        guard let stream = opendir(folder) else { throw Failure("cannot read \(folder): \(reason(errno))") }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let path = "\(folder)/\(name)"
            if kind(of: path, followingLinks: false) == S_IFDIR {
                found += try files(in: path, endings: endings)
            } else if endings.contains(where: name.hasSuffix) {
                found.append(path)
            }
        }
        return found.sorted()
    }

    private static func read(_ descriptor: Int32, named name: String, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, &buffer, buffer.count)
            #else
                let count = Musl.read(descriptor, &buffer, buffer.count)
            #endif
            if count == 0 { return bytes }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure("cannot read \(name): \(reason(errno))") }
            bytes += buffer.prefix(count)
            guard bytes.count <= limit else { throw Failure("\(name) is longer than \(limit >> 10) KiB") }
        }
    }

    private static func kind(of path: String, followingLinks: Bool = true) -> mode_t? {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
