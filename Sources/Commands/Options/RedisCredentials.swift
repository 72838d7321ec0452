/// Who Redis takes us for: from a file or the environment, because command lines are seen by everybody on the host.
struct RedisCredentials: Sendable, Equatable {
    /// `nil`: Redis's default user.
    var username: String?
    var password: String?
    /// Sentinels have passwords of their own; their user is in the location.
    var sentinelPassword: String?

    private static let longest = 4 << 10

    /// - Parameter passwordFile: its first line is the password.
    static func read(passwordFile: String?, environment: Environment) throws -> RedisCredentials {
        RedisCredentials(
            username: environment["FLAGPOST_REDIS_USERNAME"],
            password: try password("FLAGPOST_REDIS_PASSWORD", file: passwordFile, environment),
            sentinelPassword: try password("FLAGPOST_SENTINEL_PASSWORD", file: nil, environment))
    }

    /// From the file that is named, else the one that `<variable>_FILE` names, else the variable itself.
    private static func password(_ variable: String, file: String?, _ environment: Environment) throws -> String? {
        guard let file = file ?? environment[variable + "_FILE"] else { return environment[variable] }
        let text = String(decoding: try LocalFiles.read(file, limit: longest), as: UTF8.self)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard !line.isEmpty else { throw Failure("\(file): the first line should be the password") }
        return line
    }
}
