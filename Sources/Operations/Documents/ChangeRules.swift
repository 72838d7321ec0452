import FlagModel
import FlagStore

/// The rules for how documents may change, applied to one wanted change; docs/cli.md lists them.
package struct ChangeRules {
    package var proposal: WantedChange
    package var contents: NamespaceContents
    package var resolution: ChangeResolution

    /// Above this share of users, a variant does not change underneath them: 5 %, in thousandths of a per cent.
    package static let untouchedShare: UInt32 = 5_000

    /// What makes a variant answer as it does.
    package static let behaviour = ["model", "prompt", "params", "fallback"]

    package var objections: [Objection] {
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
                    remedies: [.revert(document.id), .makeVersion(next)])
            ]
        }
        if case .redacted = old.content, new.content != old.content {
            return [
                Objection(
                    subject: old.reference, message: "was redacted, and stays so",
                    remedies: [.makeVersion(next)])
            ]
        }
        if case .redacted = new.content, new.digest == old.digest {
            guard new.content != old.content else { return [] }
            return [
                Objection(
                    subject: old.reference, message: "is not redacted by applying a document",
                    remedies: [.redact(old.reference)])
            ]
        }
        guard new.digest != old.digest || new.variables != old.variables else { return [] }
        return [
            Objection(
                subject: old.reference,
                message: "is stored with another text or other variables; a version never changes",
                remedies: [.useVersion(prompt: new.name, version: next)])
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
                remedies: [.hint("Take it out of there first.")])
        ]
    }

    private func objections(to pair: ChangeResolution.Pair) -> [Objection] {
        let state = contents.states[pair.key]
        let served = ServedShares(pair.before, state: state)
        return withdrawnBaseline(pair, state: state) + servedButGone(pair, served: served)
            + changedUnderneath(pair, served: served)
            + grown(pair, state: state)
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
                remedies: [.restore(pair.key, variant: baseline)])
        ]
    }

    private func servedButGone(_ pair: ChangeResolution.Pair, served: ServedShares) -> [Objection] {
        pair.before.variants.map(\.name).filter { served[$0] > 0 && pair.after.variant(named: $0) == nil }.map {
            Objection(
                subject: pair.key, message: "\($0) serves \(Share.text(served[$0])) of users and cannot be removed",
                remedies: [.hint("Take it out of the route and apply that, or roll it back; then remove it.")])
        }
    }

    /// The Friday prompt: what most users get does not change underneath them.
    private func changedUnderneath(_ pair: ChangeResolution.Pair, served: ServedShares) -> [Objection] {
        pair.before.variants.compactMap { before in
            guard served[before.name] > Self.untouchedShare, let after = pair.after.variant(named: before.name) else {
                return nil
            }
            let changed = Self.behaviour.filter { before.value[$0] != after.value[$0] }
            guard !changed.isEmpty, changed != ["params"] || !isTuned(before.name, of: pair) else { return nil }
            return Objection(
                subject: pair.key,
                message: "\(before.name) serves up to \(Share.text(served[before.name])) of users, and its "
                    + "\(changed.joined(separator: ", ")) would change underneath them",
                remedies: [.newVariant(extending: before.name), .shipDirectly],
                yieldsToShippingDirectly: true)
        }
    }

    /// Whether only values of parameters differ for which somebody declared a range: the range is what was reviewed.
    private func isTuned(_ variant: String, of pair: ChangeResolution.Pair) -> Bool {
        func declared(_ documents: some Sequence<Document>) -> [ParameterOverrides.Parameter] {
            documents.flatMap { document -> [ParameterOverrides.Parameter] in
                guard case .parameters(let overrides) = document.content, overrides.feature == pair.key,
                    overrides.variant == variant
                else { return [] }
                return overrides.parameters.map(\.declaration)
            }
            .sorted { $0.name < $1.name }
        }
        let feature = DocumentID(.feature, pair.key)
        guard !proposal.documents.contains(where: { $0.id == feature && $0.body != contents.stored[feature]?.body })
        else { return false }
        let named = Set(proposal.documents.map(\.id))
        let before = declared(contents.documents.values)
        let after = declared(
            contents.documents.filter { !named.contains($0.key) && !proposal.deletions.contains($0.key) }.values
                + proposal.documents)
        return !before.isEmpty && before == after
    }

    /// What few tried is not given to most users in one step that nobody looked at. Of a protected feature others have to
    /// agree to it anyway.
    private func grown(_ pair: ChangeResolution.Pair, state: FeatureState?) -> [Objection] {
        let before = pair.exposed.before.declared
        guard !before.isProtected else { return [] }
        // How many fulfil a condition is not known here: to let a few colleagues have it takes no ceremony.
        let served = ServedShares(pair.before, state: state, ofEveryone: true)
        let after = ServedShares(pair.after, state: state, ofEveryone: true)
        return pair.after.variants.map(\.name).compactMap { name in
            let (old, new) = (served[name], after[name])
            guard name != before.baseline, name != before.onKill, new > Self.untouchedShare, new / 2 > old else {
                return nil
            }
            return Objection(
                subject: pair.key,
                message: "\(name) would serve up to \(Share.text(new)) of users instead of \(Share.text(old)) at once",
                remedies: [.growBySteps(upTo: Share.text(max(Self.untouchedShare, old * 2))), .growDirectly],
                yieldsToShippingDirectly: true)
        }
    }
}

extension ParameterOverrides.Parameter {
    /// Without its value.
    fileprivate var declaration: ParameterOverrides.Parameter {
        var declaration = self
        declaration.value = .null
        return declaration
    }
}
