// Who may write which keys of a namespace. docs/store.md has the same as a table, and RedisStoreAccessTests tries it.

import FlagStore

/// A key of a namespace, or with a `*` at its end all that begin alike, and what they hold: that decides by which
/// commands they are written.
struct StoreKey: Hashable {
    enum Kind: CaseIterable {
        case string, hash, sortedSet, set, stream
    }

    let name: String
    let kind: Kind

    private init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// The hash tag keeps all keys of a namespace in one slot.
    static func prefix(of namespace: String) -> String { "flagpost:{\(namespace)}:" }

    /// What a role writes. What one person says is kept under names that begin with theirs, so that nobody else can say
    /// it for them.
    static func written(by role: AccessRole, user: String) -> [StoreKey] {
        let person = "redis:\(user):"
        return switch role {
        case .viewer: []
        case .agent:
            committing + [
                StoreKey(.hash, "state:*"), StoreKey(.sortedSet, "index"), StoreKey(.hash, "lease:*"),
                StoreKey(.hash, "presence"), StoreKey(.sortedSet, "presence:seen"), StoreKey(.sortedSet, "used"),
            ]
        case .operator:
            committing + [
                StoreKey(.hash, "spec:*"), StoreKey(.hash, "state:*"), StoreKey(.sortedSet, "index"),
                StoreKey(.hash, "past"), StoreKey(.sortedSet, "past:index"),
                StoreKey(.hash, "schedule:*"), StoreKey(.sortedSet, "due"), StoreKey(.hash, "scheduled"),
                StoreKey(.hash, "proposal:\(person)*"), StoreKey(.sortedSet, "proposals"), StoreKey(.hash, "ended"),
            ]
        case .approver:
            committing + [
                StoreKey(.hash, "approval:\(person)*"), StoreKey(.set, "ballot:*"), StoreKey(.hash, "ended"),
            ]
        }
    }

    /// Every commit counts the revision, is remembered by its id and recorded, and takes along what has fallen due.
    private static let committing = [
        StoreKey(.hash, "meta"), StoreKey(.string, "commit:*"), StoreKey(.stream, "log"), StoreKey(.hash, "matured"),
    ]
}
