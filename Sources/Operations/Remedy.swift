import FlagModel
package import FlagStore

/// What a person can do about an error or an objection. The command line words it as a command, the console as a
/// button, HTTP as part of a problem: each switches over all of them.
package enum Remedy: Sendable, Equatable {
    /// A sentence that holds on every surface.
    case hint(String)
    /// The same once more.
    case again
    /// The same once more: it shows the difference to what is there now.
    case compareAgain
    /// The same with a reason.
    case giveReason
    /// The same, although it was in use lately.
    case force
    /// The same, overruling a rule that yields where behaviour does not change.
    case shipDirectly
    /// Take it through a rollout, or give it to no more than this share in one step.
    case growBySteps(upTo: String)
    /// The same, all at once and on record.
    case growDirectly
    /// Take more documents than a commit holds as an import.
    case importInstead
    /// The same, by one person alone and for an hour.
    case breakGlass
    /// The same without doing it alone: others are asked.
    case proposeInstead

    case listDocuments
    case listPrompts
    case listProposals
    case listRollouts
    case history(DocumentID?)
    /// Look at what is held of a key, then repeat.
    case lookAgain(String)
    case lookAtRollout(String)
    case showDocument(String)
    case showProposal(String)

    /// Several kinds have the key.
    case nameKind([String])
    case nameDocument([DocumentID])
    case nameAuthor([String])
    case nameEarlierRevision(DocumentID)

    /// Put it in anew from its file.
    case applyFile
    case delete(DocumentID)
    case revert(DocumentID)
    /// The version number that is free, to be given to what was edited.
    case makeVersion(Int)
    /// The same, and variants have to be pointed at it.
    case useVersion(prompt: String, version: Int)
    case redact(String)
    /// Say that a variable of a prompt is meant to be new.
    case declareVariable(String)
    /// Point features at another version of a prompt.
    case usePrompt(String)
    case newVariant(extending: String)

    /// Lift what is held against a key, or against one of its variants.
    case restore(String, variant: String?)
    /// Lift what a key's earlier life left, or take another name.
    case liftOrRename(String)

    case startRollout(String)
    case rollBack(String)
    case promoteOrRollBack(String)
    /// Lift what holds the candidate back, or go back.
    case liftOrRollBack(String)

    case approve(String)
    case takeBack(String)
    case reject(String)
    /// A planned change, by its id.
    case callOff(String)
    /// What an open proposal proposes, once more on what is there now.
    case proposeAnew(Renewal)
    /// The same with another time.
    case proposeForAnotherTime(String)
}

/// How the author of a proposal puts it up anew.
package struct Renewal: Sendable, Equatable {
    package enum Step: Sendable, Equatable {
        case applyDocuments
        case delete(DocumentID)
        case rename(from: String, to: String)
        case restore(String, variant: String?)
        case startRollout(String)
        case promoteRollout(String)
        case resumeRollout(String)
    }

    /// The proposal's name.
    package var proposal: String
    package var step: Step

    package init(of proposal: Proposal, on contents: NamespaceContents) {
        self.proposal = proposal.id.name
        switch proposal.content {
        case .documents(_, let move?): step = .rename(from: move.from, to: move.to)
        case .documents(let changes, nil):
            if changes.count == 1, let only = changes.first, only.body == nil {
                step = .delete(only.id)
            } else {
                step = .applyDocuments
            }
        case .operation(let operation, let key):
            switch operation {
            case .restore(let variant, _): step = .restore(key, variant: variant)
            case .stage(let stage, _):
                let isUnderWay = contents.states[key]?.rollout?.id == stage.id
                step = isUnderWay ? .promoteRollout(key) : .startRollout(key)
            case .resume: step = .resumeRollout(key)
            // What restricts is never proposed.
            case .kill, .withdraw, .trip, .rollback, .pause: step = .applyDocuments
            }
        }
    }
}
