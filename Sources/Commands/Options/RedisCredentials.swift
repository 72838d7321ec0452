/// Who Redis takes us for: from a file or the environment, because command lines are seen by everybody on the host.
struct RedisCredentials: Sendable, Equatable {
    /// `nil`: Redis's default user.
    var username: String?
    var password: String?

    private static let longest = 4 << 10

    /// - Parameter passwordFile: its first line is the password.
    static func read(passwordFile: String?, environment: Environment) throws -> RedisCredentials {
        var credentials = RedisCredentials(
            username: environment["FLAGPOST_REDIS_USERNAME"], password: environment["FLAGPOST_REDIS_PASSWORD"])
        guard let passwordFile else { return credentials }
        let text = String(decoding: try LocalFiles.read(passwordFile, limit: longest), as: UTF8.self)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard !line.isEmpty else { throw Failure("\(passwordFile): the first line should be the Redis password") }
        credentials.password = line
        return credentials
    }
}
