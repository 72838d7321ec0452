import FlagModel
import FlagStore
import Operations

extension Remedy {
    /// What a person is told to do: with the command that does it, which has to work as it stands.
    var advice: String {
        switch self {
        case .hint(let text): text
        case .again: "Run the command again."
        case .compareAgain:
            "Run the same command again: it shows the difference to what is there now. See also: flagpost get KEY"
        case .giveReason: "Repeat the command with --reason TEXT."
        case .force:
            "Stop using it first; 24 hours later it can go. With --force it goes now: services that ask for it then get "
                + "their own defaults."
        case .shipDirectly: "Where the behaviour does not change: --ship-directly --reason TEXT"
        case .growBySteps(let share):
            "Take it through a rollout (flagpost rollout start), or grow it by steps: up to \(share) in one."
        case .growDirectly: "All at once, and on record: --ship-directly --reason TEXT"
        case .importInstead: "Put them in by several commits: flagpost import FILE"
        case .breakGlass:
            "If nobody can be reached and it cannot wait: repeat the change with --break-glass --reason TEXT"
        case .proposeInstead: "Repeat the command without --break-glass: it becomes a proposal."
        case .listDocuments: "See: flagpost list"
        case .listPrompts: "See: flagpost prompt list"
        case .listProposals: "See: flagpost proposals"
        case .listRollouts: "See: flagpost rollout status"
        case .history(let id?): "See: flagpost history \(id.key)"
        case .history(nil): "The newest are: flagpost history"
        case .lookAgain(let key): "Look again (flagpost get \(key)), then repeat the command if you still mean it."
        case .lookAtRollout(let key):
            "Look again (flagpost rollout status \(key)), then repeat the command if you still mean it."
        case .showDocument(let key): "Look at it: flagpost get \(key)"
        case .showProposal(let name): "Look at it again: flagpost proposals show \(name)"
        case .nameKind(let kinds): "Say which: --kind \(kinds.first ?? "KIND")"
        case .nameDocument(let ids): "Say which: flagpost revert \(ids.first?.description ?? "KIND/KEY")"
        case .nameAuthor(let authors): "Say whose: " + authors.map { "--author \($0)" }.joined(separator: ", or ")
        case .nameEarlierRevision(let id): "Name an earlier revision: flagpost history \(id.key)"
        case .applyFile: "Apply it from its file: flagpost apply -f FILE"
        case .delete(let id): "To take it out: flagpost delete \(id.key) --kind \(id.kind)"
        case .revert(let id): "Bring back what it was: flagpost revert \(id)"
        case .makeVersion(let version): "Make it a new version: version: \(version)"
        case .useVersion(let prompt, let version):
            "Make it version: \(version), and point variants at \(prompt)@\(version)"
        case .redact(let reference): "Use: flagpost prompt redact \(reference) --reason TEXT"
        case .declareVariable(let name):
            "If it is new: --variable \(name) (filled in by the variant), or --runtime \(name) (by the service)"
        case .usePrompt(let name):
            "Point them at another version first: flagpost prompt use FEATURE VARIANT \(name)@N"
        case .newVariant(let name): "Make it a new variant (extends: \(name)) and take that through a rollout."
        case .restore(let key, let variant): "Restore it first: \(Self.restore(key, variant))"
        case .liftOrRename(let key):
            "See what it left (flagpost restore \(key) --reason … lifts it), or choose another name."
        case .startRollout(let key): "Begin it: flagpost rollout start \(key) --reason …"
        case .rollBack(let key): "End the one under way first: flagpost rollout rollback \(key) --reason …"
        case .promoteOrRollBack(let key):
            "Take the next stage (flagpost rollout promote \(key)), or end it first: flagpost rollout rollback \(key)"
        case .liftOrRollBack(let key):
            "See what is held: flagpost get \(key). Lift it with flagpost restore or flagpost rollout resume, or go "
                + "back: flagpost rollout rollback \(key)"
        case .approve(let name): "Others approve it: flagpost approve \(name) --reason TEXT"
        case .takeBack(let name): "Take it back: flagpost proposals take-back \(name)"
        case .reject(let name): "You can refuse it: flagpost reject \(name) --reason TEXT"
        case .callOff(let schedule):
            "Call that off first (flagpost proposals call-off \(schedule)), or repeat this once it has taken effect."
        case .proposeAnew(let renewal):
            "Its author proposes it anew on what is there now: \(renewal.step.command) --edit \(renewal.proposal)"
        case .proposeForAnotherTime(let name):
            "Its author gives it another time: flagpost apply -f FILE --reason TEXT --at TIME --edit \(name)"
        }
    }

    /// - Parameter key: of the state document; the namespace's own is written as `--all`.
    static func restore(_ key: String, _ variant: String? = nil) -> String {
        let target = key == FeatureState.namespaceKey ? "--all" : key
        let words = ["flagpost restore", target] + (variant.map { [$0] } ?? [])
        return "\(words.joined(separator: " ")) --reason TEXT".withoutControls
    }
}

extension Renewal.Step {
    fileprivate var command: String {
        switch self {
        case .applyDocuments: "flagpost apply -f FILE --reason TEXT"
        case .delete(let id): "flagpost delete \(id.key) --kind \(id.kind) --reason TEXT"
        case .rename(let old, let new): "flagpost rename \(old) \(new) --reason TEXT"
        case .restore(let key, let variant): Remedy.restore(key, variant)
        case .startRollout(let key): "flagpost rollout start \(key) --reason TEXT"
        case .promoteRollout(let key): "flagpost rollout promote \(key) --reason TEXT"
        case .resumeRollout(let key): "flagpost rollout resume \(key) --reason TEXT"
        }
    }
}

extension Objection {
    var advice: String { remedies.map(\.advice).joined(separator: "\n") }

    /// The objection, and below it what to do instead.
    var text: String { "\(subject): \(message)\n  \(advice.replacing("\n", with: "\n  "))".withoutControlsButLines }
}

extension Failure {
    init(_ error: OperationError) {
        let advice = error.remedies.map(\.advice.withoutControls).joined(separator: "\n  ")
        self.init(error.message.withoutControlsButLines, advice: advice.isEmpty ? nil : advice)
        code = error.code.name
    }
}
