package import FlagModel

/// Names one document of a namespace.
package struct DocumentID: Sendable, Hashable, CustomStringConvertible {
    package var kind: String
    package var key: String

    package init(kind: String, key: String) {
        self.kind = kind
        self.key = key
    }

    package var description: String { "\(kind)/\(key)" }
}

/// A spec as the store keeps it.
package struct StoredDocument: Sendable, Equatable {
    package var id: DocumentID
    /// The commit that last changed it.
    package var revision: UInt64
    /// Canonical JSON; `nil` for a tombstone.
    package var body: [UInt8]?
    /// Variant name -> digest, so that the store can refuse a trip that judged another configuration.
    package var digests: [String: String]
    /// Unix milliseconds by the store's clock; of tombstones only.
    package var deletedAt: Int64?

    package init(
        id: DocumentID, revision: UInt64, body: [UInt8]?, digests: [String: String] = [:], deletedAt: Int64? = nil
    ) {
        self.id = id
        self.revision = revision
        self.body = body
        self.digests = digests
        self.deletedAt = deletedAt
    }
}

/// A state document and the commit that last changed it.
package struct StoredState: Sendable, Equatable {
    package var revision: UInt64
    package var state: FeatureState

    package init(revision: UInt64, state: FeatureState) {
        self.revision = revision
        self.state = state
    }
}

/// What changed since a revision, seen whole: nothing of a later commit, nothing missing of an earlier one.
package struct StoreLoad: Sendable, Equatable {
    package var lineage: Lineage
    /// The store's clock now, and at the last commit; Unix milliseconds.
    package var now: Int64
    package var committedAt: Int64
    /// 16 bytes; hashes units before they leave a service.
    package var unitKey: [UInt8]
    /// Everything, not only what changed: the caller replaces what it has.
    package var isComplete: Bool
    package var documents: [StoredDocument]
    package var states: [StoredState]
    /// What falls due, all of it, in the order of their times. Where nothing was committed after the revision asked for,
    /// this may be empty: then it is what it was.
    package var schedules: [Schedule]
    /// Stored entries that could not be read, each with the reason; the rest of the load stands.
    package var faults: [Fault]
    /// Why this may not be the newest that was committed, as of a replica: then it confirms nothing, and nothing may widen
    /// by it. `nil`: it is the newest.
    package var doubt: String?

    /// Whether there was more than one load takes: what it does not name may be there.
    package var isCut: Bool { faults.contains { $0.name == Self.cutName } }
    package static let cutName = "index"

    package struct Fault: Sendable, Equatable {
        package var name: String
        package var reason: String
        package init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    package init(
        lineage: Lineage, now: Int64 = 0, committedAt: Int64 = 0, unitKey: [UInt8], isComplete: Bool,
        documents: [StoredDocument], states: [StoredState], schedules: [Schedule] = [], faults: [Fault] = [],
        doubt: String? = nil
    ) {
        self.lineage = lineage
        self.now = now
        self.committedAt = committedAt
        self.unitKey = unitKey
        self.isComplete = isComplete
        self.documents = documents
        self.states = states
        self.schedules = schedules
        self.faults = faults
        self.doubt = doubt
    }
}

extension StoreLoad {
    /// Only the live documents of these names, and the states of their keys.
    package func naming(_ ids: [DocumentID]) -> StoreLoad {
        var load = self
        let keys = Set(ids.map(\.key))
        load.isComplete = false
        load.documents = documents.filter { $0.body != nil && ids.contains($0.id) }
        load.states = states.filter { keys.contains($0.state.key) }
        load.schedules = []
        return load
    }
}
