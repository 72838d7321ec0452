// What the agent knows of its namespace: the documents and states of the last load it took, each document's last good
// form, and, after a rewind of the store, what it found there beside what it keeps. A pure value; `MirrorService`
// feeds it and `SnapshotPublisher` publishes it.

import FlagModel
import FlagSnapshot
import FlagStore

struct Mirror: Sendable {
    /// One document: as stored, and the last form of it that compiled.
    struct Entry: Sendable, Equatable {
        var stored: StoredDocument
        var good: GoodForm?
        /// Why `stored` is not, or not wholly, the form in use.
        var fault: String?
        /// Whether `stored` has not been compiled yet.
        var isPending: Bool
    }

    struct GoodForm: Sendable, Equatable {
        var body: [UInt8]
        var feature: Feature
        /// As it lies in a snapshot.
        var record: SnapshotRecord
        /// What of the document is not understood here and not applied, such as a guard of a newer version.
        var warning: String?
    }

    /// What a load meant.
    struct Change: Sendable, Equatable {
        /// Keys whose restrictions may differ now.
        var states: Set<String> = []
        var hasPendingDocuments = false
        /// Said once, when the rewind is first seen or its reason changes.
        var rewind: String?
        /// Whether the store went back just now, or restricts something else since.
        var isRewindNew = false
    }

    /// The store went back. Specs and restrictions stay; what the store restricts holds as well.
    struct Rewind: Sendable, Equatable {
        var reason: String
        var found: Lineage?
        var states: [String: FeatureState]
    }

    private(set) var lineage: Lineage?
    /// +1 with every change of anything here.
    private(set) var version: UInt64 = 0
    private(set) var unitKey: [UInt8] = []
    private(set) var entries: [DocumentID: Entry] = [:]
    private(set) var states: [String: StoredState] = [:]
    private(set) var rewind: Rewind?
    /// Stored entries that could not even be read, by name.
    private(set) var unreadable: [String: String] = [:]

    init() {}

    /// The last good form of a document, from an earlier life of this agent.
    mutating func keep(_ good: GoodForm, for id: DocumentID) { entries[id]?.good = good }

    /// Whether a load since the own revision can be taken, rather than everything being looked at.
    func follows(_ found: Lineage) -> Bool {
        guard let lineage else { return false }
        return rewind == nil && found.continues(lineage)
    }

    /// Takes a load, or, where the store went back, what restricts in it.
    mutating func take(_ load: StoreLoad) -> Change {
        if let lineage, !load.lineage.isAdoption(over: lineage), rewind != nil || !load.lineage.continues(lineage) {
            return takeRewound(load, from: lineage)
        }
        if !load.isComplete && load.documents.isEmpty && load.states.isEmpty && load.lineage == lineage {
            return Change()
        }
        version += 1
        var change = Change()
        if load.isComplete {
            change.states = Set(states.keys).union(rewind?.states.keys ?? [:].keys)
            states = [:]
            let current = Set(load.documents.map(\.id))
            for id in entries.keys where !current.contains(id) { entries[id] = nil }
            change.hasPendingDocuments = true
            unreadable = [:]
        }
        rewind = nil
        lineage = load.lineage
        unitKey = load.unitKey
        for stored in load.states {
            states[stored.state.key] = stored
            change.states.insert(stored.state.key)
        }
        for document in load.documents {
            guard document.body != nil else {
                change.hasPendingDocuments =
                    entries.removeValue(forKey: document.id) != nil || change.hasPendingDocuments
                continue
            }
            if let entry = entries[document.id], entry.stored == document { continue }
            let good = entries[document.id]?.good
            entries[document.id] = Entry(stored: document, good: good, fault: nil, isPending: true)
            change.hasPendingDocuments = true
        }
        for fault in load.faults { unreadable[fault.name] = fault.reason }
        return change
    }

    /// Goes on with a rewind that an earlier life of this agent saw.
    mutating func keep(_ rewind: Rewind) { self.rewind = rewind }

    /// The store answers, but has no such namespace any more.
    mutating func takeUninitialised() -> Change {
        guard lineage != nil else { return Change() }
        return enterRewind(Rewind(reason: "the store is no longer initialised", found: nil, states: [:]))
    }

    private mutating func takeRewound(_ load: StoreLoad, from lineage: Lineage) -> Change {
        // A store that went back and has gone on since looks like one that follows; what it was found out by stays.
        let known = load.lineage.continues(lineage) ? rewind?.reason : nil
        let reason = known ?? load.lineage.rewindDescription(from: lineage)
        let states = Dictionary(load.states.map { ($0.state.key, $0.state) }, uniquingKeysWith: { $1 })
        return enterRewind(Rewind(reason: reason, found: load.lineage, states: states))
    }

    private mutating func enterRewind(_ new: Rewind) -> Change {
        var change = Change()
        change.states = Set(new.states.keys).union(rewind?.states.keys ?? [:].keys)
        if rewind?.reason != new.reason { change.rewind = new.reason }
        if rewind != new {
            version += 1
            change.isRewindNew = true
        }
        rewind = new
        return change
    }

    /// Serves documents that no store has said: of a lineage that any store's supersedes.
    mutating func takeDefaults(_ documents: [Document]) {
        let stored = documents.map {
            StoredDocument(
                id: DocumentID(kind: $0.kind.rawValue, key: $0.key), revision: 0, body: $0.body, digests: $0.digests)
        }
        for document in stored {
            entries[document.id] = Entry(stored: document, good: nil, fault: nil, isPending: true)
        }
        unitKey = (0..<16).map { _ in UInt8.random(in: 0...255) }
        version += 1
    }

    /// Documents that wait to be compiled.
    var pending: [StoredDocument] { entries.values.filter(\.isPending).map(\.stored) }

    /// Notes what compiling a document came to, unless it has changed meanwhile.
    mutating func settle(_ document: StoredDocument, _ outcome: Result<GoodForm, AgentError>) {
        guard var entry = entries[document.id], entry.stored == document else { return }
        version += 1
        entry.isPending = false
        switch outcome {
        case .success(let good):
            entry.good = good
            entry.fault = good.warning
        case .failure(let error):
            entry.fault = error.message
        }
        entries[document.id] = entry
    }

    /// Everything that compiled, in the order of the keys.
    var goodForms: [GoodForm] {
        entries.values.compactMap(\.good).sorted { $0.feature.key < $1.feature.key }
    }

    var features: [String: Feature] {
        Dictionary(entries.values.compactMap(\.good).map { ($0.feature.key, $0.feature) }, uniquingKeysWith: { $1 })
    }

    func feature(_ key: String) -> Feature? {
        entries[DocumentID(kind: "feature", key: key)]?.good?.feature
    }

    var isNamespaceKilled: Bool { effectiveState(of: FeatureState.namespaceKey)?.kill != nil }

    /// A feature's state as it holds here: after a rewind, what was kept and what the store restricts, both.
    func effectiveState(of key: String) -> FeatureState? {
        guard let found = rewind?.states[key] else { return states[key]?.state }
        guard var state = states[key]?.state else { return found }
        state.kill = state.kill ?? found.kill
        state.withdrawn.merge(found.withdrawn) { kept, _ in kept }
        state.trips.merge(found.trips) { kept, _ in kept }
        return state
    }

    var effectiveStates: [String: FeatureState] {
        Dictionary(uniqueKeysWithValues: keysWithState.compactMap { key in effectiveState(of: key).map { (key, $0) } })
    }

    /// What holds a feature back: its state, and this host's own trips.
    func restriction(of key: String, hostTrips: [FeatureState.Trip]) -> Restriction {
        Restriction(state: effectiveState(of: key), hostTrips: hostTrips, hash: KeyHash.of)
    }

    /// Every key that has a state anywhere.
    var keysWithState: Set<String> { Set(states.keys).union(rewind?.states.keys ?? [:].keys) }

    var faults: [(name: String, reason: String)] {
        entries.values.compactMap { entry in entry.fault.map { ("\(entry.stored.id)", $0) } }
            + unreadable.map { ($0, $1) }
    }
}
