package import FlagModel

/// What every store refuses, so that no one author can make a namespace too big for its hosts.
package enum StoreLimits {
    /// Bytes of one spec.
    package static let documentBytes = 1 << 20
    /// Documents that are asked for by name at once.
    package static let named = 100
    /// Live specs of a namespace.
    package static let documents = 10_000
    /// Bytes of all live specs of a namespace.
    package static let namespaceBytes = 64 << 20
    /// Withdrawals, trips and cleared targets of one state document.
    package static let stateEntries = 512
    /// How much a stored state document may be when it is read: far above what the other limits let it become.
    package static let state = JSONLimits(bytes: 64 << 20, depth: 32, values: 4_000_000)
    /// Changes of one commit.
    package static let changes = 1_000
    /// Variants of one spec.
    package static let variants = 1_000
    /// Bytes of a kind, key, variant, guard or commit id.
    package static let nameBytes = 256
    /// Bytes of a reason, and of each other text of an attribution.
    package static let textBytes = 4_096
    /// A trip's evidence.
    package static let evidence = JSONLimits(bytes: 16 << 10, depth: 16, values: 2_000)
    /// Bytes of one presence record.
    package static let presenceBytes = 256 << 10
    /// Records of the change log from which on nothing but a restriction is committed until it is trimmed.
    package static let logRecords = 100_000
    /// Bytes of replaced contents that are kept for the change log; the oldest go first.
    package static let pastBytes = 64 << 20
    /// Bytes of a proposal's terms, over which Redis computes a digest in Lua with every vote.
    package static let termsBytes = 128 << 10
    /// Open proposals of a namespace.
    package static let proposals = 200
    /// Bytes of one proposal or schedule.
    package static let pendingBytes = 4 << 20
    /// Bytes of all proposals of a namespace that are kept.
    package static let proposalBytes = 32 << 20
    /// How long a proposal that ended is kept, in milliseconds.
    package static let endedProposalMilliseconds: Int64 = 30 * 24 * 3_600_000
    /// How long a proposal may wait, in milliseconds.
    package static let proposalMilliseconds: Int64 = 90 * 24 * 3_600_000
    /// Schedules of a namespace.
    package static let schedules = 100
    /// How far ahead a schedule may be, in milliseconds.
    package static let scheduleMilliseconds: Int64 = 90 * 24 * 3_600_000
    /// The longest lease, in milliseconds.
    package static let leaseMilliseconds: Int64 = 300_000
    /// How long a commit id is remembered, in milliseconds.
    package static let commitMilliseconds: Int64 = 48 * 3_600_000
    /// How long a silent agent's presence is kept, in milliseconds.
    package static let presenceMilliseconds: Int64 = 3_600_000
    /// How long it is kept when a feature was last used, in milliseconds.
    package static let usedMilliseconds: Int64 = 48 * 3_600_000
    // What one answer takes, whatever has been written past the limits above: each is well beyond what they allow.

    /// Names of documents and states that are looked at.
    package static let indexEntries = 65_536
    /// Fields of a state.
    package static let stateFields = 2_000
    /// Bytes of one kill, withdrawal or trip as it is stored.
    package static let entryBytes = 64 << 10
    /// Bytes of all that restricts.
    package static let restrictionBytes = 16 << 20
    /// Bytes of documents and of what is scheduled.
    package static let loadBytes = 96 << 20
    /// Bytes of one record of the change log.
    package static let recordBytes = 4 << 20
    /// Bytes of the records that are asked for at once.
    package static let answerBytes = 32 << 20
    /// Agents whose records are looked at, and bytes of these.
    package static let agents = 20_000
    package static let fleetBytes = 32 << 20
    /// A presence record that claims to have applied this revision or a later one is not believed: Lua counts exactly
    /// up to 2^53.
    package static let revision: Int64 = 1 << 52
}

extension Attribution {
    package func check() throws(StoreError) {
        try StoreLimits.checkName(commitID, "commit id")
        for (text, what) in [
            (actor, "actor"), (onBehalfOf ?? "", "on behalf of"), (reason, "reason"), (source, "source"),
            (origin, "origin"),
        ] {
            try StoreLimits.checkText(text, what)
        }
    }
}

extension DocumentChange {
    package func check() throws(StoreError) {
        try StoreLimits.checkName(id.kind, "kind")
        try StoreLimits.checkName(id.key, "key")
        guard !id.kind.utf8.contains(UInt8(ascii: "/")) else {
            throw StoreError(.refused, "a kind has no slash: \(id.kind)")
        }
        guard (body?.count ?? 0) <= StoreLimits.documentBytes else {
            throw StoreError(
                .tooLarge, "\(id) has \(body?.count ?? 0) bytes; a document has at most \(StoreLimits.documentBytes)")
        }
        guard digests.count <= StoreLimits.variants else {
            throw StoreError(.tooLarge, "\(id) has \(digests.count) variants; at most \(StoreLimits.variants) are kept")
        }
        for (variant, digest) in digests {
            try StoreLimits.checkName(variant, "variant")
            try StoreLimits.checkName(digest, "digest")
        }
    }
}

extension StateOperation {
    package func check(key: String) throws(StoreError) {
        try StoreLimits.checkName(key, "key")
        switch self {
        case .kill, .restore(nil, _), .rollback, .pause, .resume: break
        case .withdraw(let variant, let digest):
            try StoreLimits.checkName(variant, "variant")
            try StoreLimits.checkText(digest, "digest")
        case .restore(let variant?, _):
            try StoreLimits.checkName(variant, "variant")
        case .stage(let step, _):
            try StoreLimits.checkName(step.id, "rollout")
            try StoreLimits.checkName(step.candidate, "variant")
            try StoreLimits.checkName(step.salt, "salt")
            try StoreLimits.checkText(step.digest, "digest")
            guard (1...Share.whole).contains(step.share) else {
                throw StoreError(.refused, "a stage gives more than 0% and at most 100%")
            }
        case .trip(let trip):
            try StoreLimits.checkName(trip.guardName, "guard")
            try StoreLimits.checkName(trip.target, "target")
            try StoreLimits.checkText(trip.digest, "digest")
            if case .serve(let variant) = trip.action { try StoreLimits.checkName(variant, "variant") }
            guard GuardRule.Action(trip.action.description) == trip.action else {
                throw StoreError(.refused, "a trip cannot serve a variant with a space in its name")
            }
            do {
                _ = try JSONValue.parse(trip.evidence.canonical, limits: StoreLimits.evidence)
            } catch {
                throw StoreError(.tooLarge, "evidence is too large to keep", underlying: error)
            }
        }
    }
}

extension StoreLimits {
    /// A namespace's name stands in paths, keys and ACL patterns.
    package static func checkNamespace(_ name: String) throws(StoreError) {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard allowed, (1...64).contains(name.utf8.count), !name.hasPrefix(".") else {
            throw StoreError(
                .refused, "namespace \"\(name)\": write 1 to 64 of a-z, 0-9, '-', '_' and '.', not beginning with '.'")
        }
    }

    /// Of documents that are asked for by name.
    package static func checkNamed(_ ids: [DocumentID]) throws(StoreError) {
        guard ids.count <= named else {
            throw StoreError(.tooLarge, "\(ids.count) documents are named; at most \(named) at once")
        }
    }

    static func checkName(_ name: String, _ what: String) throws(StoreError) {
        guard !name.isEmpty, name.utf8.count <= nameBytes, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else {
            throw StoreError(.refused, "a \(what) has 1 to \(nameBytes) bytes and no control characters")
        }
    }

    static func checkText(_ text: String, _ what: String) throws(StoreError) {
        guard text.utf8.count <= textBytes else {
            throw StoreError(.tooLarge, "\(what) has \(text.utf8.count) bytes; at most \(textBytes) are kept")
        }
    }
}
