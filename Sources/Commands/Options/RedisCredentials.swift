/// Who Redis takes us for: from a file or the environment, because command lines are seen by everybody on the host.
struct RedisCredentials: Sendable, Equatable {
    /// `nil`: Redis's default user.
    var username: String?
    var password: String?
    /// Sentinels have passwords of their own; their user is in the location.
    var sentinelPassword: String?

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
        return try PasswordFile.read(file)
    }
}
