// What the agent knows of its namespace: the documents and states of the last load it took, each document's last good
// form, and, after a rewind of the store, what it found there beside what it keeps. A pure value; `MirrorService`
// feeds it and `SnapshotPublisher` publishes it.

package import FlagModel
import FlagSnapshot
package import FlagStore

package struct Mirror: Sendable {
    /// One document: as stored, and the last form of it that compiled.
    package struct Entry: Sendable, Equatable {
        /// Without a body: deleted, and still part of something that is served.
        var stored: StoredDocument
        package var good: GoodForm?
        /// The body of the last good form of an earlier life, until it is compiled.
        var keptBody: [UInt8]?
        /// What its newest body names.
        var references: Set<DocumentID> = []

        var goodBody: [UInt8]? { good?.body ?? keptBody }
    }

    /// What a load meant.
    package struct Change: Sendable, Equatable {
        /// Keys whose restrictions may differ now.
        package var states: Set<String> = []
        /// Said once, when the rewind is first seen or its reason changes.
        package var rewind: String?
        /// What one person has changed alone since.
        package var changedAlone: [Schedule] = []
        /// Whether what is to be kept changed though no other revision is applied: the store went back just now, or
        /// restricts something else since; or what was only heard is settled.
        var isToBeKept = false
    }

    /// The store went back. Specs and restrictions stay; what the store restricts holds as well.
    package struct Rewind: Sendable, Equatable {
        package var reason: String
        /// `nil` where it was only seen without a namespace.
        package var found: Lineage?
        package var states: [String: FeatureState]
    }

    package private(set) var lineage: Lineage?
    /// Of the store's log at that revision; `nil` where it could not be read.
    private(set) var link: AuditChain.Checkpoint?
    /// +1 with every change of anything here.
    package var version: UInt64 = 0
    package private(set) var unitKey: [UInt8] = []
    package var entries: [DocumentID: Entry] = [:]
    /// Why the newest form of an entry is not, or not wholly, the one in use.
    var faulty: [DocumentID: String] = [:]
    /// The parts that compiled; features resolve in it.
    package var documents = DocumentSet()
    /// Parts that have changed since features were last compiled, and features whose overrides have.
    var changedParts: Set<DocumentID> = []
    /// Documents that have not been compiled since they, or what they are made of, changed.
    var waiting: Set<DocumentID> = []
    /// By key, without values and routes, which are in the records.
    package var features: [String: Feature] = [:]
    /// By key. Where a feature and a flag share one, it is the feature's.
    package var served: [String: Served] = [:]
    /// `version` when what services read last changed.
    package var servedVersion: UInt64 = 0
    package private(set) var states: [String: StoredState] = [:]
    /// What falls due by itself, by the store's clock.
    var schedules: [Schedule] = []
    package private(set) var rewind: Rewind?
    /// Whether a store that can know the newest has said any of this. What it said gives way to nothing less.
    private(set) var isConfirmed = false
    /// What restricts beside all that was taken.
    package var hearsay = Hearsay()
    /// Stored entries that could not even be read, by name.
    package private(set) var unreadable: [String: String] = [:]

    package init() {}

    /// Whether a load since the own revision can be taken, rather than everything being looked at.
    func follows(_ found: Lineage) -> Bool {
        guard let lineage else { return false }
        return rewind == nil && found.continues(lineage)
    }

    /// Takes a load, or, where the store went back, what restricts in it.
    ///
    /// - Parameter past: what the store's log says; another past is only believed of a complete load.
    package mutating func take(_ load: StoreLoad, past: StorePast = StorePast()) -> Change {
        let (heard, wasConfirmed) = (hearsay, isConfirmed)
        hearsay = Hearsay()
        var change = taken(load, past: past)
        if isConfirmed != wasConfirmed { change.isToBeKept = true }
        guard !heard.restrictions.isEmpty else { return change }
        // What was heard stands in what was taken, or was lifted there.
        change.states.formUnion(heard.restrictions.keys)
        if heard.lineage != nil { change.isToBeKept = true }
        version += 1
        followRollouts(of: change.states)
        return change
    }

    private mutating func taken(_ load: StoreLoad, past: StorePast) -> Change {
        let isOther = past.agrees == false && load.isComplete && !isHeld(in: load)
        if let lineage, isConfirmed, !load.lineage.isAdoption(over: lineage),
            rewind != nil && !isBack(load, past) || isOther || !load.lineage.continues(lineage)
        {
            return takeRewound(load, from: lineage)
        }
        isConfirmed = load.doubt == nil
        if !load.isComplete && load.documents.isEmpty && load.states.isEmpty && load.lineage == lineage {
            return Change()
        }
        version += 1
        var change = Change()
        if load.isComplete {
            change.states = keysWithState
            // What is there and cannot be read is not gone: its last form stays.
            let damaged = Set(load.faults.map(\.name))
            states = states.filter { load.isCut || damaged.contains("state/\($0.key)") }
            let current = Set(load.documents.map(\.id))
            forget(entries.keys.filter { !current.contains($0) && !damaged.contains($0.description) && !load.isCut })
            unreadable = [:]
        }
        rewind = nil
        lineage = load.lineage
        link = past.link
        // A key that cannot be one leaves the known one: without it, nothing could be published.
        if load.unitKey.count == 16, unitKey != load.unitKey {
            servedVersion = version
            unitKey = load.unitKey
        }
        for stored in load.states {
            states[stored.state.key] = stored
            change.states.insert(stored.state.key)
        }
        forget(load.documents.filter { $0.body == nil }.map(\.id))
        for var document in load.documents where document.body != nil {
            // Only the store asks for them.
            document.digests = [:]
            let entry = entries[document.id]
            if entry?.stored == document { continue }
            entries[document.id] = Entry(
                stored: document, good: entry?.good, keptBody: entry?.keptBody, references: entry?.references ?? [])
            faulty[document.id] = nil
            waiting.insert(document.id)
        }
        followRollouts(of: change.states)
        for fault in load.faults { unreadable[fault.name] = fault.reason }
        change.changedAlone = takeSchedules(load)
        return change
    }

    /// Goes on from the revision that an earlier life was at.
    mutating func keep(_ link: AuditChain.Checkpoint) { self.link = link }

    /// Goes on with a rewind that an earlier life of this agent saw.
    mutating func keep(_ rewind: Rewind) { self.rewind = rewind }

    /// Goes on with what an earlier life only heard; with all of it where it never knew better.
    mutating func keep(_ hearsay: Hearsay, isConfirmed: Bool) {
        self.hearsay = hearsay
        self.isConfirmed = isConfirmed
    }

    /// The store answers, but has no such namespace any more.
    mutating func takeUninitialised() -> Change {
        guard lineage != nil, isConfirmed else { return Change() }
        let reason = "the store is no longer initialised"
        keepLost(at: nil, [])
        return enterRewind(Rewind(reason: reason, found: rewind?.found, states: [:]))
    }

    /// Whether a store that was seen without a namespace, and with no other one since, has it again with nothing lost.
    private func isBack(_ load: StoreLoad, _ past: StorePast) -> Bool {
        rewind.map { $0.found == nil } ?? false && load.isComplete && past.agrees == true
    }

    private mutating func takeRewound(_ load: StoreLoad, from lineage: Lineage) -> Change {
        // A store that went back and has gone on since looks like one that follows; what it was found out by stays.
        let said = load.lineage.continues(lineage) ? rewind?.reason : nil
        let reason =
            said
            ?? (load.lineage.continues(lineage) ? Self.otherPast : load.lineage.rewindDescription(from: lineage))
        keepLost(at: load.lineage, load.states)
        let states = Dictionary(load.states.map { ($0.state.key, $0.state) }, uniquingKeysWith: { $1 })
        return enterRewind(Rewind(reason: reason, found: load.lineage, states: states))
    }

    /// A store that goes back once more has lost what restricted in it since the first time. A restriction that was
    /// taken back there, by a commit of its own, is not lost.
    private mutating func keepLost(at lineage: Lineage?, _ states: [StoredState]) {
        guard let rewind, let found = rewind.found else { return }
        let states = Dictionary(states.map { ($0.state.key, $0) }, uniquingKeysWith: { $1 })
        for (key, known) in rewind.states {
            let now = states[key] ?? StoredState(revision: 0, state: FeatureState(key: key))
            let wasChanged = lineage?.continues(found) == true && now.revision > found.revision
            guard !wasChanged, !now.state.says(known), let state = settledState(of: key) else { continue }
            self.states[key] = StoredState(revision: self.states[key]?.revision ?? 0, state: state)
        }
    }

    private mutating func enterRewind(_ new: Rewind) -> Change {
        var change = Change()
        change.states = Set(new.states.keys).union(rewind?.states.keys ?? [:].keys)
        let wentFurther = rewind?.found.map { new.found?.continues($0) != true } ?? false
        if rewind?.reason != new.reason || wentFurther { change.rewind = new.reason }
        if rewind != new {
            version += 1
            change.isToBeKept = true
        }
        rewind = new
        followRollouts(of: change.states)
        return change
    }

    /// Serves documents that no store has said: of a lineage that any store's supersedes.
    ///
    /// - Parameter unitKey: 16 random bytes.
    package mutating func takeDefaults(_ documents: [Document], unitKey: [UInt8]) {
        let stored = documents.map {
            StoredDocument(
                id: DocumentID(kind: $0.kind.rawValue, key: $0.key), revision: 0, body: $0.body)
        }
        for document in stored {
            entries[document.id] = Entry(stored: document)
            waiting.insert(document.id)
        }
        self.unitKey = unitKey
        version += 1
    }
}
