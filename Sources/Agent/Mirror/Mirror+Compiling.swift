// Documents wait to be compiled: prompts, segments and the like first, then what services read. Where one of those
// changes, what is made of it waits again, and nothing else.

import FlagModel
import FlagSnapshot
import FlagStore

extension Mirror {
    /// One document that waits.
    struct Pending: Sendable {
        var document: StoredDocument
        /// The body of the form in use.
        var goodBody: [UInt8]?
        /// A feature's state as it holds here.
        var state: FeatureState?
    }

    /// What is to be compiled next: parts, as long as one waits; empty when everything is done.
    mutating func nextPending() -> [Pending] {
        var waiting = entries.values.filter(\.isPending)
        let parts = waiting.filter { !$0.stored.id.isServed }
        if !parts.isEmpty {
            waiting = parts
        } else if !changedParts.isEmpty {
            followParts()
            waiting = entries.values.filter(\.isPending)
        }
        // What was made of them may be made of others by now.
        if waiting.isEmpty { forget(entries.values.filter { $0.stored.body == nil }.map(\.stored.id)) }
        return waiting.map { Pending(document: $0.stored, goodBody: $0.goodBody, state: state(of: $0.stored.id)) }
    }

    /// Notes what compiling a document came to, unless it has changed meanwhile.
    mutating func settle(_ pending: Pending, _ compilation: Compilation) {
        let id = pending.document.id
        guard var entry = entries[id], entry.stored == pending.document else { return }
        version += 1
        entry.isPending = state(of: id)?.rollout != pending.state?.rollout
        entry.fault = compilation.fault
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
        if good.record != nil { servedVersion = version }
        for case let part? in [before?.part, good.part] { noteChange(of: part, id) }
        if let part = good.part { documents.insert(part) }
    }

    /// What is deleted is used no more, except for a part of something that stays.
    mutating func forget(_ ids: [DocumentID]) {
        for id in ids.sorted(by: { $0.isServed && !$1.isServed }) {
            guard let entry = entries[id] else { continue }
            if entry.good?.part != nil, entries.values.contains(where: { $0.references.contains(id) }) {
                entries[id]?.stored.body = nil
                entries[id]?.isPending = entry.stored.body != nil
                continue
            }
            entries[id] = nil
            if entry.good?.record != nil { servedVersion = version }
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
            entries[id]?.isPending = true
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
        for (id, entry) in entries
        where changedParts.contains(id) && id.isServed || !entry.references.isDisjoint(with: changedParts) {
            entries[id]?.isPending = true
        }
        changedParts = []
    }
}

extension DocumentID {
    /// Whether services read it; else it is part of what they read.
    fileprivate var isServed: Bool { kind == DocumentKind.feature.rawValue || kind == DocumentKind.flag.rawValue }
}
