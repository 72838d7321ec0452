package import FlagStore

/// A Redis user who may do what their roles need in their namespaces, and nothing else.
///
/// Reading is one permission for all keys of a namespace. Writing is a selector for each set of commands, with the
/// keys that are written by these: nobody can put a string where the change log is.
package struct AccessRule: Sendable, Equatable {
    package let user: String
    package let roles: Set<AccessRole>
    package let namespaces: [String]
    /// Where the store is not in database 0. A user who may change databases may do so to any.
    package let selectsDatabase: Bool
    /// `AccessPassword.digest`; the password itself is in no rule.
    package let passwordDigest: String

    /// What stands in a rule that somebody else completes.
    package static let placeholder = "<SHA-256 of the password>"

    package init(
        user: String, roles: Set<AccessRole>, namespaces: [String], passwordDigest: String = placeholder,
        selectsDatabase: Bool = false
    ) throws(StoreError) {
        try Self.checkUser(user)
        for namespace in namespaces { try StoreLimits.checkNamespace(namespace) }
        self.user = user
        self.roles = roles
        self.namespaces = namespaces
        self.passwordDigest = passwordDigest
        self.selectsDatabase = selectsDatabase
    }

    /// What follows the user's name in `ACL SETUSER`. A selector is one word, with blanks in it.
    package var words: [String] {
        ["reset", "on", "#\(passwordDigest)"] + namespaces.map { "%R~\(StoreKey.prefix(of: $0))*" }
            + namespaces.map { "&\(StoreKey.prefix(of: $0))hint" } + rootCommands.map { "+\($0)" }
            + AccessRole.allCases.filter(roles.contains).flatMap(selectors)
    }

    /// The same as a line of an ACL file or of redis.conf.
    package var line: String { (["user", user] + words).joined(separator: " ") }

    private var rootCommands: [String] {
        AccessCommands.connection + (selectsDatabase ? ["select"] : []) + [AccessCommands.listening]
            + (roles == [.viewer] ? [] : [AccessCommands.telling]) + AccessCommands.reading
    }

    private func selectors(of role: AccessRole) -> [String] {
        var groups: [(commands: [String], keys: [String])] = []
        for key in StoreKey.written(by: role, user: user) {
            let commands = AccessCommands.writing(key, as: role)
            let patterns = namespaces.map { "%RW~\(StoreKey.prefix(of: $0))\(key.name)" }
            if let index = groups.firstIndex(where: { $0.commands == commands }) {
                groups[index].keys += patterns
            } else {
                groups.append((commands, patterns))
            }
        }
        return groups.map { "(\(($0.keys + $0.commands.map { "+\($0)" }).joined(separator: " ")))" }
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
            throw StoreError(
                .refused, "user \"default\" is whoever names no user: give each person and agent their own")
        }
    }
}
