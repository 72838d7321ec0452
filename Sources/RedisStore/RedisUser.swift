import FlagStore

/// `redis:ann`, as the change log names people, and `ann`, as Redis does.
package enum RedisUser {
    /// Names of people stand in keys, in front of a colon, and ACL rules let each write those that begin with theirs.
    static func check(_ actor: String) throws(StoreError) {
        guard !name(of: actor).utf8.contains(UInt8(ascii: ":")) else {
            throw StoreError(
                .refused,
                "\(name(of: actor)) can neither propose nor approve: with a colon it could pass for somebody else's; use a "
                    + "Redis user without one")
        }
    }

    static func actor(_ name: String) -> String { "redis:\(name)" }

    package static func name(of actor: String) -> String {
        actor.hasPrefix("redis:") ? String(actor.dropFirst("redis:".count)) : actor
    }
}
