/// The password for Redis: from a file or the environment, because command lines are seen by everybody on the host.
enum RedisPassword {
    private static let longest = 4 << 10

    static func read(file: String?, environment: Environment) throws -> String? {
        guard let file else { return environment["FLAGPOST_REDIS_PASSWORD"] }
        let text = String(decoding: try LocalFiles.read(file, limit: longest), as: UTF8.self)
        let password = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard !password.isEmpty else { throw Failure("\(file): the first line should be the Redis password") }
        return password
    }
}
