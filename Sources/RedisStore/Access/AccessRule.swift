package import FlagStore

/// A Redis user who may do what their roles need in their namespaces, and nothing else.
///
/// Reading is one permission for all keys of a namespace. Writing is a selector for each role and kind of key, so that
/// nobody can put a string where the change log is.
package struct AccessRule: Sendable, Equatable {
    package let user: String
    package let roles: Set<AccessRole>
    package let namespaces: [String]
    /// Where the store is not in database 0. A user who may change databases may do so to any.
    package let selectsDatabase: Bool

    package init(
        user: String, roles: Set<AccessRole>, namespaces: [String], selectsDatabase: Bool = false
    ) throws(StoreError) {
        try Self.checkUser(user)
        for namespace in namespaces { try StoreLimits.checkNamespace(namespace) }
        self.user = user
        self.roles = roles
        self.namespaces = namespaces
        self.selectsDatabase = selectsDatabase
    }

    /// What follows the user's name in `ACL SETUSER`. A selector is one word, with blanks in it.
    ///
    /// - Parameter digest: `AccessPassword.digest`.
    package func words(passwordDigest digest: String) -> [String] {
        ["reset", "on", "#\(digest)"] + namespaces.map { "%R~\(StoreKey.prefix(of: $0))*" }
            + namespaces.map { "&\(StoreKey.prefix(of: $0))hint" } + rootCommands.map { "+\($0)" }
            + AccessRole.allCases.filter(roles.contains).flatMap { role in
                StoreKey.Kind.allCases.compactMap { selector(role, $0) }
            }
    }

    /// The same as a line of an ACL file or of redis.conf.
    package func line(passwordDigest digest: String) -> String {
        (["user", user] + words(passwordDigest: digest)).joined(separator: " ")
    }

    private var rootCommands: [String] {
        AccessCommands.connection + (selectsDatabase ? ["select"] : []) + [AccessCommands.listening]
            + (roles == [.viewer] ? [] : [AccessCommands.telling]) + AccessCommands.reading
    }

    private func selector(_ role: AccessRole, _ kind: StoreKey.Kind) -> String? {
        let names = StoreKey.written(by: role, user: user).filter { $0.kind == kind }.map(\.name)
        guard !names.isEmpty else { return nil }
        let keys = namespaces.flatMap { namespace in names.map { "%RW~\(StoreKey.prefix(of: namespace))\($0)" } }
        return "(\((keys + AccessCommands.writing(kind, as: role).map { "+\($0)" }).joined(separator: " ")))"
    }

    /// A name stands in keys and key patterns: with a colon, it could begin like somebody else's.
    private static func checkUser(_ name: String) throws(StoreError) {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "@"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        guard allowed, (1...64).contains(name.utf8.count) else {
            throw StoreError(
                .refused, "user \"\(name)\": write 1 to 64 of a-z, A-Z, 0-9, '-', '_', '.', '@' and '+'")
        }
        guard name != "default" else {
            throw StoreError(.refused, "user \"default\" is whoever names no user: give each person and agent their own")
        }
    }
}
