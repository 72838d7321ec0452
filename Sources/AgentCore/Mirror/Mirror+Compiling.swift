// Documents wait to be compiled: prompts, segments and the like first, then what services read. Where one of those
// changes, what is made of it waits again, and nothing else.

import FlagModel
import FlagSnapshot
package import FlagStore

extension Mirror {
    /// One document that waits.
    package struct Pending: Sendable {
        package var document: StoredDocument
        /// The body of the form in use.
        var goodBody: [UInt8]?
        /// Of the document as long as nothing becomes of it.
        package var weight: MemoryRoom.Weight
        /// A feature's state as it holds here.
        var state: FeatureState?

        /// Its newest form was in use before a restart.
        package var isKept = false

        /// No form of it has ever been in use. What has been goes first where there is not room for everything.
        var isNew: Bool { goodBody == nil }
    }

    /// What is to be compiled next: parts, as long as one waits; empty when everything is done.
    package mutating func nextPending() -> [Pending] {
        var next = waiting.filter { !$0.isServed }
        if next.isEmpty {
            followParts()
            next = waiting
        }
        if next.isEmpty {
            // What was made of them may be made of others by now.
            forget(entries.values.filter { $0.stored.body == nil }.map(\.stored.id))
        }
        return next.compactMap { id in
            entries[id].map {
                Pending(
                    document: $0.stored, goodBody: $0.goodBody, weight: $0.weight, state: state(of: id),
                    isKept: $0.good == nil && $0.keptBody != nil && $0.keptBody == $0.stored.body)
            }
        }.sorted { ($0.isNew ? 1 : 0, $0.document.revision) < ($1.isNew ? 1 : 0, $1.document.revision) }
    }

    /// Notes what compiling a document came to, unless it has changed meanwhile.
    package mutating func settle(_ pending: Pending, _ compilation: Compilation) {
        let id = pending.document.id
        guard var entry = entries[id], entry.stored == pending.document else { return }
        version += 1
        if state(of: id)?.rollout == pending.state?.rollout { waiting.remove(id) }
        faulty[id] = compilation.fault
        entry.references = compilation.references
        let before = entry.good
        if var good = compilation.good {
            good.version = version
            if let before, before.content == good.content { good.version = before.version }
            entry.good = good
            entry.keptBody = nil
        }
        entries[id] = entry
        guard let good = entry.good, good.version == version else { return }
        if id.isServed { serve(id.key) }
        for case let part? in [before?.part, good.part] { noteChange(of: part, id) }
        if let part = good.part { documents.insert(part) }
    }

    /// There may be room for them now.
    package mutating func waitAgain(_ ids: Set<DocumentID>) {
        waiting.formUnion(ids.filter { entries.keys.contains($0) })
    }

    /// What is deleted is used no more, except for a part of something that stays.
    mutating func forget(_ ids: [DocumentID]) {
        for id in ids.sorted(by: { $0.isServed && !$1.isServed }) {
            guard let entry = entries[id] else { continue }
            if entry.good?.part != nil, entries.values.contains(where: { $0.references.contains(id) }) {
                entries[id]?.stored.body = nil
                if entry.stored.body != nil { waiting.insert(id) }
                continue
            }
            entries[id] = nil
            faulty[id] = nil
            waiting.remove(id)
            if id.isServed { serve(id.key) }
            guard let part = entry.good?.part else { continue }
            noteChange(of: part, id)
            documents.remove(part.kind, part.key)
        }
    }

    /// A rollout is compiled into its feature.
    mutating func followRollouts(of keys: Set<String>) {
        for key in keys {
            let id = DocumentID(.feature, key)
            guard let good = entries[id]?.good, good.rollout != effectiveState(of: key)?.rollout else { continue }
            waiting.insert(id)
        }
    }

    private func state(of id: DocumentID) -> FeatureState? {
        id.kind == DocumentKind.feature.rawValue ? effectiveState(of: id.key) : nil
    }

    private mutating func noteChange(of part: DocumentContent, _ id: DocumentID) {
        changedParts.insert(id)
        // The feature does not name its overrides: they name it.
        if case .parameters(let overrides) = part { changedParts.insert(DocumentID(.feature, overrides.feature)) }
    }

    private mutating func followParts() {
        guard !changedParts.isEmpty else { return }
        for (id, entry) in entries
        where changedParts.contains(id) && id.isServed || !entry.references.isDisjoint(with: changedParts) {
            waiting.insert(id)
        }
        changedParts = []
    }
}

extension DocumentID {
    /// Whether services read it; else it is part of what they read.
    fileprivate var isServed: Bool { kind == DocumentKind.feature.rawValue || kind == DocumentKind.flag.rawValue }
}
