// Who may write which keys of a namespace. docs/store.md has the same as a table, and RedisStoreAccessTests tries it.

import FlagStore

/// A key of a namespace, or with a `*` at its end all that begin alike, and what they hold: that decides by which
/// commands they are written.
struct StoreKey: Hashable {
    enum Kind {
        case string, hash, sortedSet, set, stream
    }

    let kind: Kind
    let name: String
    /// What it is written with beside what all keys of its kind are.
    let also: [String]

    private init(_ kind: Kind, _ name: String, also: [String] = []) {
        self.kind = kind
        self.name = name
        self.also = also
    }

    /// The hash tag keeps all keys of a namespace in one slot.
    static func prefix(of namespace: String) -> String { "flagpost:{\(namespace)}:" }

    /// What a role writes. What one person says is kept under names that begin with theirs, so that nobody else can say
    /// it for them.
    static func written(by role: AccessRole, user: String) -> [StoreKey] {
        switch role {
        case .viewer: []
        case .agent:
            committing + [
                StoreKey(.stream, "log"), StoreKey(.hash, "state:*"), StoreKey(.sortedSet, "index"),
                StoreKey(.hash, "matured"), StoreKey(.hash, "lease:*"), StoreKey(.hash, "presence"),
                StoreKey(.sortedSet, "presence:seen", also: ["zrem"]),
                StoreKey(.sortedSet, "used", also: ["zremrangebyscore"]),
            ]
        case .operator:
            committing + [
                StoreKey(.stream, "log", also: ["xtrim"]), StoreKey(.hash, "state:*", also: ["rename"]),
                StoreKey(.sortedSet, "index"), StoreKey(.hash, "matured"),
                StoreKey(.hash, "spec:*"), StoreKey(.hash, "past"), StoreKey(.sortedSet, "past:index", also: ["zrem"]),
                StoreKey(.hash, "schedule:*", also: ["del"]), StoreKey(.hash, "scheduled"),
                StoreKey(.sortedSet, "due", also: ["zrem"]),
                StoreKey(.hash, "proposal:\(user):*", also: ["pexpireat"]),
                StoreKey(.string, "content:*", also: ["del", "pexpireat"]),
                StoreKey(.sortedSet, "proposals", also: ["zrem"]),
                StoreKey(.hash, "ended"),
            ]
        case .approver:
            committing + [
                StoreKey(.stream, "log"), StoreKey(.hash, "approval:\(user):*", also: ["pexpireat"]),
                StoreKey(.set, "ballot:*", also: ["pexpireat"]),
            ]
        }
    }

    /// Every commit counts the revision and is remembered by its id. Calling a function counts as writing the key that it
    /// is called with.
    private static let committing = [
        StoreKey(.hash, "meta", also: ["fcall"]), StoreKey(.string, "commit:*"),
    ]
}
