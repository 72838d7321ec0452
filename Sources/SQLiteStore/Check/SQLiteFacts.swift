// What was found out about a store's file, apart from what it means (SQLiteFacts+Findings.swift).

import FlagStore

struct SQLiteFacts: Sendable {
    struct File: Sendable {
        /// Rights of owner, group and others.
        var mode: UInt32
        var owner: UInt32
        var bytes: Int64
        /// Bytes that its disk has left; `nil`: not known.
        var freeBytes: Int64?
    }

    var path: String
    var namespace: String
    /// Who asks.
    var user: UInt32
    /// `nil`: there is none.
    var file: File?
    /// What keeps this process from it.
    var obstacle: SQLiteAccess?
    /// Why it cannot be opened or read; what follows is unknown then.
    var failure: String?
    var layout: Int64?
    var isFlagposts = true
    /// `wal`
    var journal: String?
    /// What `quick_check` says first: `ok`, or the damage.
    var integrity: String?
    /// Entries that cannot be read; `nil` where they were not looked at.
    var damage: StoreDamage?
    /// `nil` where the namespace was never made.
    var usage: StoreUsage?
}
