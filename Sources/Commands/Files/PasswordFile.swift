import FlagModel
import RedisStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Passwords lie in files, because command lines and logs are seen by others.
enum PasswordFile {
    private static let longest = 4 << 10

    /// The first line of a file; where there is none, it is made for its owner alone, with a new password.
    static func readOrMake(_ path: String) throws -> AccessPassword {
        guard !LocalFiles.isFile(path) else { return AccessPassword(try read(path)) }
        var generator = SystemRandomNumberGenerator()
        let password = AccessPassword.random(using: &generator)
        try LocalFiles.makePrivate(path, text: password.text + "\n")
        StandardStreams.message("made \(path) with a new password")
        return password
    }

    static func read(_ path: String) throws -> String {
        let text = String(decoding: try LocalFiles.read(path, limit: longest), as: UTF8.self)
        let line = text.textLines.first ?? ""
        guard !line.isEmpty else { throw Failure("\(path): the first line should be the password") }
        return line
    }
}
