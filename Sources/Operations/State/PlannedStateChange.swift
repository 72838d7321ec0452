package import FlagModel
package import FlagStore

/// A change of a feature's state, ready to be shown and performed.
package struct PlannedStateChange: PerformablePlan {
    /// Of the state document; `FeatureState.namespaceKey` for every AI feature.
    package let key: String
    package let variant: String?
    package let operation: StateOperation
    /// What it does to who gets what; empty for what restricts.
    package var findings: [ExposureFinding] = []
    package var course = Course.commit
    /// What a person should know though it stands against nothing.
    package var warnings: [String] = []
    var approval = ApprovalTerms()
    /// What brings it back by itself, should one person do it alone.
    var wayBack: [Schedule.Operation] = []
    /// How a refusal by the store is explained.
    var setting = Setting.feature

    enum Setting: Sendable {
        case feature
        case rollout
        case restoration
    }

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> StateOutcome {
        do {
            switch course {
            case .nothing:
                let lineage = try await store.lineage()
                return .done(Receipt(lineage: lineage, at: try await store.now(), changed: false), nil)
            case .commit, .schedule:
                let attribution = try await author.attribution(in: store)
                return .done(try await store.apply(operation, to: key, by: attribution), nil)
            case .breakGlass: return try await breakGlass(in: store, as: author)
            case .propose(let people):
                guard !author.reason.isEmpty else { throw reasonMissing }
                let proposal = try await NewProposal(
                    content: .operation(operation, key: key), applyAt: nil, terms: approval
                ).put(in: store, as: author)
                return .proposed(ProposedChange(proposal, people: people, in: store))
            }
        } catch let error as StoreError {
            throw await explained(error, in: store)
        }
    }

    private var reasonMissing: OperationError {
        OperationError(.reasonMissing, key, "nothing was changed: this is for the record", .giveReason)
    }

    private func breakGlass(in store: any DocumentStore, as author: Authorship) async throws -> StateOutcome {
        guard !author.reason.isEmpty else { throw reasonMissing }
        guard !wayBack.isEmpty else {
            throw OperationError(
                .rule, key, "nothing was changed: there is nothing that would bring this back by itself",
                .proposeInstead)
        }
        let attribution = try await author.attribution(in: store, marks: [BreakGlass.mark])
        let glass = BreakGlass(operations: wayBack, now: try await store.now(), by: attribution)
        let receipt = try await store.apply(
            operation, to: key, schedule: glass.schedule, warrant: Warrant(), by: attribution)
        return .done(receipt, glass)
    }

    private func explained(_ error: StoreError, in store: any DocumentStore) async -> any Error {
        switch (error.code, setting) {
        case (.unknownKey, _): return await UnknownKey.error(key, in: store)
        case (.conflict, .rollout), (.stale, .rollout):
            return OperationError(
                .conflict, key, "\(key) changed while you looked; nothing was moved: \(error)", .lookAtRollout(key))
        case (.held, .rollout):
            return OperationError(.held, key, "\(error); nothing was moved", .liftOrRollBack(key))
        case (.conflict, .restoration):
            guard let now = try? await HeldRestrictions.look(at: key, variant: variant, in: store) else { return error }
            let subject =
                key == FeatureState.namespaceKey
                ? "every AI feature of namespace \(store.namespace)" : variant.map { "\($0) of \(key)" } ?? key
            return OperationError(
                .conflict, key,
                "the state of \(subject) changed while you looked; nothing was restored. Held now: "
                    + (now.descriptions.isEmpty ? "nothing" : now.descriptions.joined(separator: "; ")),
                .lookAgain(key))
        default: return error
        }
    }
}

/// What a change of state came to.
package enum StateOutcome: Sendable {
    /// With what brings it back, if one person did it alone.
    case done(Receipt, BreakGlass?)
    case proposed(ProposedChange)
}

extension PlannedStateChange {
    /// The plan of an operation that widens.
    ///
    /// - Parameter fleet: trips that hosts hold by themselves count as the state's; `nil` where nobody looked.
    /// - Throws: an `OperationError`, or a `StoreError` as the store would, if the operation is refused.
    static func widening(
        _ operation: StateOperation, on key: String, variant: String?, setting: Setting, approval: ApprovalTerms,
        contents: NamespaceContents, fleet: Fleet? = nil, in store: any DocumentStore
    ) async throws -> PlannedStateChange {
        var plan = PlannedStateChange(key: key, variant: variant, operation: operation)
        plan.setting = setting
        plan.approval = approval
        do {
            let exposure = try OperationExposure(of: operation, on: key, contents: contents, fleet: fleet)
            plan.findings = exposure.findings
            guard exposure.needsApproval || approval.edit != nil else { return plan }
        } catch let error as StoreError {
            throw await plan.explained(error, in: store)
        }
        guard approval.breakGlass else {
            plan.course = .propose(people: contents.peopleNeeded(for: operation))
            return plan
        }
        plan.course = .breakGlass
        plan.wayBack = WayBack.operations(from: operation, on: key, contents: contents, fleet: fleet)
        return plan
    }
}
