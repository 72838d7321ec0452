import FlagModel
import FlagStore
import RedisClient
import RedisStore
import TestServers

/// A server with two namespaces, `prod` and `other`, and users of `prod` who have the rules that Flagpost writes.
struct PeopleOfAStore {
    static let namespace = "prod"
    static let roles: [String: Set<AccessRole>] = [
        "agent-1": [.agent], "ann": [.operator, .approver], "olga": [.operator], "ben": [.approver], "vic": [.viewer],
    ]
    private static let password = AccessPassword("open sesame")

    let server: RedisServer

    /// - Parameter isInitialised: `prod` is made, too, with the feature `chat` in it and a proposal of olga's.
    init(isInitialised: Bool = true) async throws {
        server = try await RedisServer()
        for namespace in isInitialised ? [Self.namespace, "other"] : ["other"] {
            let admin = try store(nil, namespace: namespace)
            _ = try await admin.initialize()
            if isInitialised { _ = try await admin.commit([.chat], by: .by("default", "chat \(namespace)")) }
            await admin.close()
        }
        let admin = client(nil)
        for (user, roles) in Self.roles {
            let rule = try AccessRule(
                user: user, roles: roles, namespaces: [Self.namespace], passwordDigest: Self.password.digest)
            try await admin.set(rule)
        }
        let everything = try AccessRule(
            user: "sue", roles: [.agent, .operator, .approver], namespaces: [Self.namespace],
            passwordDigest: Self.password.digest)
        try await admin.set(everything)
        await admin.close()
    }

    /// - Parameter user: `nil`: the default user, who may do everything.
    func client(_ user: String?) -> RedisClient { RedisClient(configuration: configuration(user)) }

    func store(_ user: String?, namespace: String = Self.namespace) throws -> RedisStore {
        try RedisStore(configuration: configuration(user), namespace: namespace)
    }

    /// Runs `body` with a store as its user has it, and closes it.
    func with<Value>(_ user: String?, _ body: (RedisStore) async throws -> Value) async throws -> Value {
        let store = try store(user)
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// A digest of everything that the server holds.
    func contents() throws -> String { try server.command("DEBUG", "DIGEST") }

    private func configuration(_ user: String?) -> RedisConfiguration {
        RedisConfiguration(
            endpoint: .socket(path: server.socket), username: user, password: user.map { _ in Self.password.text })
    }
}

extension RedisClient {
    fileprivate func set(_ rule: AccessRule) async throws(RedisError) {
        _ = try await send(RESPCommand("ACL", ["SETUSER", .init(rule.user)] + rule.words.map { .init($0) }))
    }
}

extension DocumentChange {
    static let chat = DocumentChange(
        id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: Array("{}".utf8), digests: ["canary": "c1"])
}

extension Attribution {
    static func by(_ user: String, _ id: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:\(user)", reason: "because", source: "cli")
    }
}

extension Presence {
    static func sample(_ lineage: Lineage, traffic: [String: [String]] = [:]) -> Presence {
        Presence(
            agent: "a", host: "h", version: "1", lineage: lineage, appliedAfter: 1, trips: [], traffic: traffic,
            readers: Readers(processes: 0, taken: 0, idle: 0, takenAfter: []))
    }
}
