/// The commands that the client and the library's functions use. A function runs with the rights of whoever calls it,
/// down to each command and key.
enum AccessCommands {
    /// What the client says of itself and asks about the server.
    static let connection = ["ping", "client|setname", "acl|whoami", "role", "wait", "asking", "cluster|slots"]
    /// For hints.
    static let listening = ["subscribe"]
    static let telling = ["publish"]
    /// What functions read with, `fcall_ro` included. They read keys of every kind.
    static let reading = [
        "fcall_ro", "time", "exists", "get", "hexists", "hget", "hgetall", "hkeys", "hlen", "hmget", "hvals", "smembers",
        "xlen", "xrange", "xrevrange", "zcard", "zrange", "zrangebyscore", "zscore",
    ]

    /// What functions write a kind of key with. `fcall` counts as writing the key it is called with, a hash.
    static func writing(_ kind: StoreKey.Kind) -> [String] {
        switch kind {
        case .string: ["set"]
        case .hash: ["fcall", "hset", "hdel", "del", "rename"]
        case .sortedSet: ["zadd", "zrem", "zremrangebyscore"]
        case .set: ["sadd", "srem"]
        case .stream: ["xadd", "xtrim"]
        }
    }
}
