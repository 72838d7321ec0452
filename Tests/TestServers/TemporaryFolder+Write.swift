import Glibc

extension TemporaryFolder {
    /// Makes a file that only its user can read.
    package func write(_ text: String, to name: String) throws {
        let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        guard text.withCString({ Glibc.write(descriptor, $0, strlen($0)) }) == text.utf8.count else {
            throw TestSetupError(description: "\(path(name)) cannot be written: \(errno)")
        }
    }
}
