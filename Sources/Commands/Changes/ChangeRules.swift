import FlagModel
import FlagStore

/// The rules for how documents may change, applied to one proposal; docs/cli.md lists them.
struct ChangeRules {
    var proposal: ChangeProposal
    var contents: NamespaceContents
    var resolution: ChangeResolution

    /// Above this share of users, a variant does not change underneath them: 5 %, in thousandths of a per cent.
    static let untouchedShare: UInt32 = 5_000

    /// What makes a variant answer as it does.
    static let behaviour = ["model", "prompt", "params", "fallback"]

    var objections: [Objection] {
        let documents = proposal.documents.flatMap(objections) + proposal.deletions.flatMap(objections)
        // What features would become without those documents is beside the point.
        return documents.isEmpty ? resolution.pairs.flatMap { objections(to: $0) } + scheduled : documents
    }

    private var scheduled: [Objection] {
        ScheduledChanges(proposal: proposal, contents: contents, resolution: resolution).objections
    }

    /// A version of a prompt never changes.
    private func objections(to document: Document) -> [Objection] {
        guard case .prompt(let new) = document.content else { return [] }
        let next = contents.nextVersion(ofPrompt: new.name)
        guard case .prompt(let old)? = contents.documents[document.id]?.content else {
            guard contents.deleted.contains(document.id), !proposal.returning.contains(document.id) else { return [] }
            return [
                Objection(
                    subject: new.reference,
                    message: "was deleted; a version never changes, so its number is not used again",
                    advice: "Bring back what it was: flagpost revert \(document.id)\nor make it version: \(next)")
            ]
        }
        if case .redacted = old.content, new.content != old.content {
            return [
                Objection(
                    subject: old.reference, message: "was redacted, and stays so",
                    advice: "Put the text into a new version: version: \(next)")
            ]
        }
        if case .redacted = new.content, new.digest == old.digest {
            guard new.content != old.content else { return [] }
            return [
                Objection(
                    subject: old.reference, message: "is not redacted by applying a document",
                    advice: "Use: flagpost prompt redact \(old.reference) --reason TEXT")
            ]
        }
        guard new.digest != old.digest || new.variables != old.variables else { return [] }
        return [
            Objection(
                subject: old.reference,
                message: "is stored with another text or other variables; a version never changes",
                advice: "Make it version: \(next), and point variants at \(new.name)@\(next)")
        ]
    }

    /// What others stand on is not taken away.
    private func objections(to deletion: DocumentID) -> [Objection] {
        guard deletion.kind != DocumentKind.feature.rawValue, deletion.kind != DocumentKind.parameters.rawValue else {
            return []
        }
        let users = resolution.users(of: deletion)
        guard !users.isEmpty else { return [] }
        return [
            Objection(
                subject: deletion.description, message: "is used by \(users.joined(separator: ", "))",
                advice: "Take it out of there first.")
        ]
    }

    private func objections(to pair: ChangeResolution.Pair) -> [Objection] {
        let state = contents.states[pair.key]
        let served = ServedShares(pair.before, state: state)
        return withdrawnBaseline(pair, state: state) + servedButGone(pair, served: served)
            + changedUnderneath(pair, served: served)
    }

    private func withdrawnBaseline(_ pair: ChangeResolution.Pair, state: FeatureState?) -> [Objection] {
        let baseline = pair.after.baseline
        guard baseline != pair.before.baseline, let state else { return [] }
        let isOut =
            state.withdrawn[baseline] != nil
            || state.trips.values.contains { $0.target == baseline && $0.action == .kill }
        guard isOut else { return [] }
        return [
            Objection(
                subject: pair.key, message: "\(baseline) is withdrawn and cannot become the baseline",
                advice: "Restore it first: flagpost restore \(pair.key) \(baseline) --reason TEXT")
        ]
    }

    private func servedButGone(_ pair: ChangeResolution.Pair, served: ServedShares) -> [Objection] {
        pair.before.variants.map(\.name).filter { served[$0] > 0 && pair.after.variant(named: $0) == nil }.map {
            Objection(
                subject: pair.key, message: "\($0) serves \(Share.text(served[$0])) of users and cannot be removed",
                advice: "Take it out of the route and apply that, or roll it back; then remove it.")
        }
    }

    /// The Friday prompt: what most users get does not change underneath them.
    private func changedUnderneath(_ pair: ChangeResolution.Pair, served: ServedShares) -> [Objection] {
        pair.before.variants.compactMap { before in
            guard served[before.name] > Self.untouchedShare, let after = pair.after.variant(named: before.name) else {
                return nil
            }
            let changed = Self.behaviour.filter { before.value[$0] != after.value[$0] }
            guard !changed.isEmpty else { return nil }
            return Objection(
                subject: pair.key,
                message: "\(before.name) serves up to \(Share.text(served[before.name])) of users, and its "
                    + "\(changed.joined(separator: ", ")) would change underneath them",
                advice:
                    "Make it a new variant (extends: \(before.name)) and take that through a rollout; or, where the "
                    + "behaviour does not change: --ship-directly --reason TEXT",
                yieldsToShippingDirectly: true)
        }
    }
}
