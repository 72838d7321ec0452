package import FlagModel
package import FlagStore

/// What a proposal would change in the store, by what the store held when its author was shown.
package struct ChangePlan: Sendable {
    package struct Step: Sendable, Equatable {
        package enum Effect: Sendable, Equatable {
            case create
            case change([ValueDifference])
            /// The document stays as it is; these variants of it resolve to something else.
            case follow([String])
            case delete
            case unchanged
        }

        package var change: DocumentChange
        package var effect: Effect
    }

    package var steps: [Step]
    package var move: StateMove?
    /// Documents that stay as they are, and must be what its author saw all the same: what its features stand on, and
    /// features that stand on what it changes.
    package var foundations: [DocumentChange]
    /// What is wrong across documents.
    package var findings: [Diagnostic]
    /// What the rules for changes have against it.
    package var objections: [Objection]
    /// What it does to who gets what.
    package var exposure: ChangeExposure
    /// It changes what one person changed alone, which only an approved proposal may.
    package var overridesBreakGlass = false

    package init(_ proposal: WantedChange, on contents: NamespaceContents) {
        let resolution = ChangeResolution(proposal, on: contents)
        steps = proposal.documents.map { document in
            let before = contents.stored[document.id]
            let change = DocumentChange(
                id: document.id, expected: before?.revision ?? 0, body: document.body,
                digests: resolution.digests(of: document))
            return Step(change: change, effect: Self.effect(of: change, on: before))
        }
        steps += proposal.deletions.compactMap { id in
            contents.stored[id].map {
                Step(change: DocumentChange(id: id, expected: $0.revision, body: nil), effect: .delete)
            }
        }
        var untouched = steps.filter { $0.effect == .unchanged && $0.change.id.kind == DocumentKind.feature.rawValue }
            .map(\.change.id).filter { resolution.affected.contains($0.key) }
        for (key, feature) in resolution.followers {
            let id = DocumentID(.feature, key)
            let before = contents.stored[id]
            let changed = feature.digests.filter { before?.digests[$0.key] != $0.value }.keys.sorted()
            guard !changed.isEmpty else {
                untouched.append(id)
                continue
            }
            steps.append(
                Step(
                    change: DocumentChange(
                        id: id, expected: before?.revision ?? 0, body: before?.body, digests: feature.digests),
                    effect: .follow(changed)))
        }
        move = proposal.move
        let pinned = PinnedFeatures(untouched, in: contents, beside: steps.map(\.change)).documents
        foundations = (resolution.foundations.compactMap { contents.stored[$0] } + pinned).map(\.asItIs)
        findings = resolution.findings
        objections = ChangeRules(proposal: proposal, contents: contents, resolution: resolution).objections
        exposure = ChangeExposure(proposal, on: contents, resolution: resolution)
    }

    /// The same without what stays as it is.
    package var differences: ChangePlan {
        var plan = self
        plan.steps = steps.filter { $0.effect != .unchanged }
        return plan
    }

    /// Whether nothing would change.
    package var isEmpty: Bool { changes.isEmpty }

    /// Whether others have to agree to it.
    package var needsApproval: Bool { !isEmpty && (exposure.needsApproval || overridesBreakGlass) }

    package var hasErrors: Bool { findings.contains { $0.severity == .error } }

    /// Only what really changes is committed.
    package var changes: [DocumentChange] { steps.filter { $0.effect != .unchanged }.map(\.change) }

    /// Which of the planned documents are no longer what they were planned on: what each is now.
    package func overtaken(by stored: [StoredDocument]) -> [(id: DocumentID, seen: UInt64, now: UInt64)] {
        let live = Dictionary(stored.map { ($0.id, $0.body == nil ? 0 : $0.revision) }, uniquingKeysWith: { $1 })
        return (changes + foundations).compactMap { change in
            let now = live[change.id] ?? 0
            return now == change.expected ? nil : (change.id, change.expected, now)
        }
    }

    private static func effect(of change: DocumentChange, on before: StoredDocument?) -> Step.Effect {
        guard let before, let old = before.body, let new = change.body else { return .create }
        guard old != new else {
            let variants = change.digests.filter { before.digests[$0.key] != $0.value }.keys.sorted()
            return variants.isEmpty ? .unchanged : .follow(variants)
        }
        // What cannot be read differs as a whole.
        return .change(
            ValueDifference.between(
                (try? JSONValue.parse(old)) ?? .string(String(decoding: old, as: UTF8.self)),
                (try? JSONValue.parse(new)) ?? .string(String(decoding: new, as: UTF8.self))))
    }
}
