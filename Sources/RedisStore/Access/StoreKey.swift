// Who may write which keys of a namespace. docs/store.md has the same as a table, and RedisStoreAccessTests tries it.

import FlagStore

/// A key of a namespace, or with a `*` at its end all that begin alike, and what they hold: that decides by which
/// commands they are written.
struct StoreKey: Hashable {
    enum Kind: CaseIterable {
        case string, hash, sortedSet, set, stream
    }

    let kind: Kind
    let name: String

    private init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// The hash tag keeps all keys of a namespace in one slot.
    static func prefix(of namespace: String) -> String { "flagpost:{\(namespace)}:" }

    /// What a role writes. What one person says is kept under names that begin with theirs, so that nobody else can say
    /// it for them.
    static func written(by role: AccessRole, user: String) -> [StoreKey] {
        switch role {
        case .viewer: []
        case .agent:
            committing + maturing + [
                StoreKey(.hash, "lease:*"), StoreKey(.hash, "presence"), StoreKey(.sortedSet, "presence:seen"),
                StoreKey(.sortedSet, "used"),
            ]
        case .operator:
            committing + maturing + [
                StoreKey(.hash, "spec:*"), StoreKey(.hash, "past"), StoreKey(.sortedSet, "past:index"),
                StoreKey(.hash, "schedule:*"), StoreKey(.hash, "scheduled"), StoreKey(.sortedSet, "due"),
                StoreKey(.hash, "proposal:\(user):*"), StoreKey(.sortedSet, "proposals"), StoreKey(.hash, "ended"),
            ]
        case .approver: committing + [StoreKey(.hash, "approval:\(user):*"), StoreKey(.set, "ballot:*")]
        }
    }

    /// Every commit counts the revision, is remembered by its id, and recorded.
    private static let committing = [
        StoreKey(.hash, "meta"), StoreKey(.string, "commit:*"), StoreKey(.stream, "log"),
    ]

    /// Changes of state, and what falls due meanwhile.
    private static let maturing = [
        StoreKey(.hash, "state:*"), StoreKey(.sortedSet, "index"), StoreKey(.hash, "matured"),
    ]
}
