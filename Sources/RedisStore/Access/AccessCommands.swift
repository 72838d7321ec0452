import FlagStore

/// The commands that the client and the library's functions use. A function runs with the rights of whoever calls it,
/// down to each command and key.
enum AccessCommands {
    /// What the client says of itself and asks about the server.
    static let connection = ["ping", "client|setname", "acl|whoami", "role", "wait", "asking", "cluster|slots"]
    /// For hints.
    static let listening = "subscribe"
    static let telling = "publish"
    /// What functions read with; they read keys of every kind.
    static let reading = [
        "fcall_ro", "time", "exists", "get", "hexists", "hget", "hgetall", "hkeys", "hlen", "hmget", "hstrlen", "hvals",
        "smembers", "strlen", "xlen", "xrange", "xrevrange", "zcard", "zcount", "zrange", "zrangebyscore", "zscore",
    ]

    /// What the functions that a role calls write a key with.
    static func writing(_ key: StoreKey, as role: AccessRole) -> [String] {
        let common =
            switch (key.kind, role) {
            case (.string, _): ["set"]
            case (.hash, .approver): ["hset"]
            case (.hash, _): ["hset", "hsetnx", "hdel"]
            case (.sortedSet, _): ["zadd"]
            case (.set, _): ["sadd"]
            case (.stream, _): ["xadd"]
            }
        return common + key.also
    }
}
