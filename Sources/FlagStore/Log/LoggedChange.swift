import FlagModel

/// One thing that a commit did or announced: an operation with its arguments. The sentence is made when it is shown, so
/// that no reader has to take one apart.
package struct LoggedChange: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// A document was given a body, whose SHA-256 this is, in hexadecimal.
        case put(DocumentID, content: String)
        case delete(DocumentID)
        /// A feature's state went to another key.
        case move(from: String, to: String)
        /// A feature, or with `FeatureState.namespaceKey` every AI feature.
        case kill(String)
        case withdraw(String, variant: String)
        /// - Parameter target: a variant, or `FeatureState.wholeFeature`.
        case trip(String, target: String)
        case restore(String, variant: String?)
        /// - Parameter share: in thousandths of a per cent.
        case stage(String, candidate: String, share: UInt32)
        case rollback(String)
        case pause(String)
        case resume(String)
        /// A planned change, by its id.
        case callOff(String)
        case adopt
        case trimLog(through: UInt64)
        case restoreArchive
        /// Proposals by their names; the record says whose.
        case propose(String)
        case vote(Vote.Verdict, String)
        case takeBack(String)
        /// What this version has no name for, in the words of the one that wrote it.
        case other(String)
    }

    /// Since when it holds.
    package enum Time: String, Sendable {
        /// Since this record.
        case now
        /// From a time on that people chose.
        case planned
        /// Once one person's change goes back by itself.
        case returning
    }

    package var action: Action
    package var time: Time

    package init(_ action: Action, time: Time = .now) {
        self.action = action
        self.time = time
    }
}

extension LoggedChange {
    /// The document that it gives another body, or takes away.
    package var document: DocumentID? {
        switch action {
        case .put(let id, _), .delete(let id): id
        default: nil
        }
    }

    /// SHA-256 of the body that the document was given; `nil` if it was deleted.
    package var content: String? { if case .put(_, let content) = action { content } else { nil } }

    /// The keys whose state it changes.
    package var keys: [String] {
        switch action {
        case .kill(let key), .withdraw(let key, _), .trip(let key, _), .restore(let key, _), .stage(let key, _, _),
            .rollback(let key), .pause(let key), .resume(let key):
            [key]
        case .move(let old, let new): [old, new]
        case .put, .delete, .callOff, .adopt, .trimLog, .restoreArchive, .propose, .vote, .takeBack, .other: []
        }
    }

    /// Whether it holds something back since this record.
    package var restricts: Bool {
        guard time == .now else { return false }
        switch action {
        case .kill, .withdraw, .trip, .rollback, .pause: return true
        case .put, .delete, .move, .restore, .stage, .resume, .callOff, .adopt, .trimLog, .restoreArchive, .propose,
            .vote, .takeBack, .other:
            return false
        }
    }

    /// `put feature/support-chat`, `trip support-chat canary`, `will kill support-chat`.
    ///
    /// - Parameter namespace: how the namespace as a whole is called.
    package func sentence(namespace: String = FeatureState.namespaceKey) -> String {
        let beginning =
            switch time {
            case .now: ""
            case .planned: "plan "
            case .returning: "will "
            }
        return beginning + words { $0 == FeatureState.namespaceKey ? namespace : $0 }
    }

    private func words(_ name: (String) -> String) -> String {
        switch action {
        case .put(let id, _): "put \(id)"
        case .delete(let id): "delete \(id)"
        case .move(let old, let new): "move \(old) to \(new)"
        case .kill(let key): "kill \(name(key))"
        case .withdraw(let key, let variant): "withdraw \(key) \(variant)"
        case .trip(let key, let target): "trip \(key) \(target)"
        case .restore(let key, let variant): "restore \(name(key))" + (variant.map { " \($0)" } ?? "")
        case .stage(let key, let candidate, let share): "stage \(key) \(candidate) \(Share.text(share))"
        case .rollback(let key): "rollback \(key)"
        case .pause(let key): "pause \(key)"
        case .resume(let key): "resume \(key)"
        case .callOff(let id): "cancel \(id)"
        case .adopt: "adopt"
        case .trimLog(let revision): "trim log \(revision)"
        case .restoreArchive: "restore archive"
        case .propose(let proposal): "propose \(proposal)"
        case .vote(let verdict, let proposal): "\(verdict.rawValue) \(proposal)"
        case .takeBack(let proposal): "take back \(proposal)"
        case .other(let words): words
        }
    }
}

extension StateOperation {
    /// As the change log has it.
    package func action(on key: String) -> LoggedChange.Action {
        switch self {
        case .kill: .kill(key)
        case .withdraw(let variant, _): .withdraw(key, variant: variant)
        case .trip(let trip): .trip(key, target: trip.target)
        case .restore(let variant, _): .restore(key, variant: variant)
        case .stage(let step, _): .stage(key, candidate: step.candidate, share: step.share)
        case .rollback: .rollback(key)
        case .pause: .pause(key)
        case .resume: .resume(key)
        }
    }
}

extension DocumentChange {
    /// As the change log has it.
    package var action: LoggedChange.Action {
        contentDigest.map { .put(id, content: $0) } ?? .delete(id)
    }
}
