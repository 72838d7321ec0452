// The Function library that `initialize` loads: every commit and operation runs inside Redis, so that it is atomic
// whatever else happens. docs/store.md has the keys; StateOperation+Applied.swift says the same of operations, and the
// suite holds both stores to each other.
//
// Bodies, acts, evidence and payloads are opaque texts to it: Lua never writes JSON, and reads it only to compare names
// and digests, because its numbers have 14 digits and its empty objects become arrays.

import FlagModel
import FlagStore

enum FunctionLibrary {
    /// Goes up with every change of `source`; an older library in the server is replaced, a newer one is left.
    static let version = 8

    /// The protocol that this program speaks: part of every function's name. A change of arguments or answers that older
    /// programs cannot take makes a new one.
    static let protocolNumber = 2

    /// One chunk of Lua, for its files share their local functions: each uses those before it.
    static let source =
        "#!lua name=flagpost\n" + constants
        + [
            PackageResources.request_lua, PackageResources.namespace_lua, PackageResources.digest_lua,
            PackageResources.log_lua, PackageResources.schedules_lua, PackageResources.documents_lua,
            PackageResources.load_lua, PackageResources.states_lua, PackageResources.changes_lua,
            PackageResources.proposals_lua, PackageResources.commit_lua, PackageResources.operations_lua,
            PackageResources.leases_lua, PackageResources.presence_lua, PackageResources.restore_lua,
            PackageResources.rights_lua,
        ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")

    /// `flagpost_v2_commit`.
    static func functionName(_ name: String) -> String { "flagpost_v\(protocolNumber)_\(name)" }

    /// The table `limits` in Lua: the numbers that Swift holds others to as well, so that they are written once
    /// and the files are Lua as it stands.
    static let limits: [String: Int64] = [
        "agents": Int64(StoreLimits.agents),
        "answer_bytes": Int64(StoreLimits.answerBytes),
        "commit_milliseconds": StoreLimits.commitMilliseconds,
        "document_bytes": Int64(StoreLimits.documentBytes),
        "documents": Int64(StoreLimits.documents),
        "ended_proposal_milliseconds": StoreLimits.endedProposalMilliseconds,
        "entry_bytes": Int64(StoreLimits.entryBytes),
        "fleet_bytes": Int64(StoreLimits.fleetBytes),
        "index_entries": Int64(StoreLimits.indexEntries),
        // A kind, a key, and what stands before and between them.
        "index_name_bytes": Int64(StoreLimits.nameBytes * 2 + 8),
        "lease_milliseconds": StoreLimits.leaseMilliseconds,
        "live_milliseconds": Int64(Fleet.liveMilliseconds),
        "load_bytes": Int64(StoreLimits.loadBytes),
        "log_records": Int64(StoreLimits.logRecords),
        "name_bytes": Int64(StoreLimits.nameBytes),
        "namespace_bytes": Int64(StoreLimits.namespaceBytes),
        "past_bytes": Int64(StoreLimits.pastBytes),
        "pending_bytes": Int64(StoreLimits.pendingBytes),
        // With the time in front.
        "presence_entry_bytes": Int64(StoreLimits.presenceBytes + 32),
        "presence_milliseconds": StoreLimits.presenceMilliseconds,
        "proposal_bytes": Int64(StoreLimits.proposalBytes),
        "proposal_milliseconds": StoreLimits.proposalMilliseconds,
        "proposals": Int64(StoreLimits.proposals),
        "record_bytes": Int64(StoreLimits.recordBytes),
        "restriction_bytes": Int64(StoreLimits.restrictionBytes),
        "revision": StoreLimits.revision,
        "schedule_milliseconds": StoreLimits.scheduleMilliseconds,
        "schedules": Int64(StoreLimits.schedules),
        "stage_limit": Int64(FeatureState.Rollout.stageLimit),
        "stage_milliseconds": FeatureState.Rollout.stageMilliseconds,
        "state_entries": Int64(StoreLimits.stateEntries),
        "state_fields": Int64(StoreLimits.stateFields),
        "terms_bytes": Int64(StoreLimits.termsBytes),
        "text_bytes": Int64(StoreLimits.textBytes),
        "tombstone_milliseconds": FeatureState.tombstoneMilliseconds,
        "used_milliseconds": StoreLimits.usedMilliseconds,
    ]

    private static let constants =
        """
        local version, protocol = \(version), \(protocolNumber)
        local cut_index_name = '\(StoreLoad.cutName)'
        local limits = {
        \(limits.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)," }.joined(separator: "\n"))
        }

        """
}
