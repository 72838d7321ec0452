extension RedisServer {
    /// Sends one command over the server's socket and returns what it says: a line, or one string. Lists are not read.
    @discardableResult
    package func command(_ words: String...) throws -> String {
        try RedisSocket(path: socket).command(words)
    }
}
