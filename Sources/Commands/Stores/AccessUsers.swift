import FlagStore
import Operations
import RedisStore

/// Rules of Redis users for some namespaces of a store.
struct AccessUsers {
    var namespaces: [String]
    /// Where the store is in a database of its own.
    var selectsDatabase: Bool

    /// - Parameter password: `nil` leaves a placeholder, which no server takes.
    func rule(user: String, roles: Set<AccessRole>, password: AccessPassword?) throws -> AccessRule {
        do {
            return try AccessRule(
                user: user, roles: roles, namespaces: namespaces,
                passwordDigest: password?.digest ?? AccessRule.placeholder, selectsDatabase: selectsDatabase)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// One user for each role, `flagpost-<role>`, with passwords in `<folder>/flagpost-<role>.password`; without a
    /// folder, with placeholders.
    func oneForEachRole(passwordsIn folder: String?) throws -> [AccessRule] {
        try AccessRole.allCases.map { role in
            let user = "flagpost-\(role.rawValue)"
            let password = try folder.map { try PasswordFile.readOrMake("\($0)/\(user).password") }
            return try rule(user: user, roles: [role], password: password)
        }
    }

    /// Makes the users in the server, and says what is left to do.
    func apply(_ rules: [AccessRule], store options: StoreOptions) async throws {
        try await options.withStore(writing: true) { store in
            guard let store = store.base as? RedisStore else {
                throw Failure("\(store.location) has no users: who may write to the file may do everything")
            }
            let isKept = try await store.setUsers(rules)
            let users = rules.map(\.user).joined(separator: ", ")
            StandardStreams.message(
                "made \(users)\(isKept ? ", and saved them in the server's ACL file" : "")")
            if !isKept {
                StandardStreams.message(
                    "the server has no ACL file: put the lines into its redis.conf, or a restart forgets the users")
            }
            StandardStreams.message("Redis replicates no users: replicas need the same lines")
        }
    }
}
