import ArgumentParser
import FlagModel
import FlagStore

/// An operation on a feature's state on its way: carried out at once, or put up for others to approve.
struct ReviewedOperation {
    enum Outcome {
        /// With what brings it back, where one person did it alone.
        case done(Receipt, BreakGlass?)
        case proposed(ProposedAnswer)
    }

    var change: StateChange
    var approval: ApprovalOptions
    var output: OutputOptions
    /// Whether hosts' own trips count: where they are to be lifted.
    var looksAtHosts = false

    func carryOut(in store: any DocumentStore) async throws -> Outcome {
        // What restricts never waits, not even for a look.
        guard !change.operation.terms(key: change.key).isEmpty else {
            return .done(try await change.commit(to: store), nil)
        }
        let contents = try await NamespaceContents.read(store)
        let fleet = looksAtHosts ? try await PatientStore(store: store).fleet() : nil
        let exposure: OperationExposure
        do throws(StoreError) {
            exposure = try OperationExposure(
                of: change.operation, on: change.key, contents: contents, fleet: fleet)
        } catch {
            guard error.code == .unknownKey else { throw error }
            throw await UnknownKey.failure(change.key, in: store)
        }
        for line in exposure.findings.lines(styling: output.terminal.message) { StandardStreams.message(line) }
        guard exposure.needsApproval || approval.edit != nil else {
            return .done(try await change.commit(to: store), nil)
        }
        guard !approval.breakGlass else { return try await breakGlass(on: contents, fleet: fleet, in: store) }
        guard !change.reason.isEmpty else { throw Self.noReason }
        let proposal = try await NewProposal(
            content: .operation(change.operation, key: change.key), reason: change.reason,
            onBehalfOf: change.onBehalfOf, options: approval
        ).put(in: store)
        return .proposed(ProposedAnswer(proposal, people: contents.peopleNeeded, in: store))
    }

    /// Prints that it waits.
    func answer(_ proposed: ProposedAnswer, in store: any DocumentStore) throws {
        let json: JSONValue = [
            "verb": .string(change.verb), "key": .string(change.key),
            "variant": change.variant.map { .string($0) } ?? .null, "changed": false, "proposal": proposed.json,
            "store": .string(store.location), "namespace": .string(store.namespace),
        ]
        output.print(json) { proposed.lines(on: output.terminal) }
        throw ExitCode(ExitStatus.proposed)
    }

    private static let noReason = Failure(
        "nothing was changed: this is for the record", advice: "Repeat the command with --reason TEXT.")

    private func breakGlass(
        on contents: NamespaceContents, fleet: Fleet?, in store: any DocumentStore
    ) async throws -> Outcome {
        guard !change.reason.isEmpty else { throw Self.noReason }
        let back = wayBack(on: contents, fleet: fleet)
        guard !back.isEmpty else {
            throw Failure(
                "nothing was changed: there is nothing that would bring this back by itself",
                advice: "Repeat the command without --break-glass: it becomes a proposal.")
        }
        StandardStreams.message(
            output.terminal.message("BREAK-GLASS", .red)
                + ": you alone do this, at once, for 60 minutes; then it goes back by itself. It is on record, and every "
                + "agent alarms.")
        let patient = PatientStore(store: store)
        let attribution = try await patient.attribution(
            reason: change.reason, onBehalfOf: change.onBehalfOf, source: BreakGlass.source)
        let glass = BreakGlass(
            operations: back, now: try await patient.now(), by: attribution)
        let receipt = try await patient.apply(
            change.operation, to: change.key, schedule: glass.schedule, by: attribution)
        return .done(receipt, glass)
    }

    /// What restricts again as much as before, or more: a share that a rollout had before cannot be given back.
    private func wayBack(on contents: NamespaceContents, fleet: Fleet?) -> [Schedule.Operation] {
        let key = change.key
        let state = (contents.states[key] ?? FeatureState(key: key)).with(fleet?.trips(of: key) ?? [])
            .with(fleet?.held(of: key) ?? [])
        let digests = contents.stored[DocumentID(.feature, key)]?.digests ?? [:]
        var operations: [StateOperation] = []
        func withdraw(_ variant: String, _ digest: String) {
            let operation = StateOperation.withdraw(variant: variant, digest: digest)
            if !operations.contains(where: { if case .withdraw(variant, _) = $0 { true } else { false } }) {
                operations.append(operation)
            }
        }
        switch change.operation {
        case .restore(let variant, _):
            let isWholeTripped = state.trips.values.contains { $0.target == FeatureState.wholeFeature }
            if variant == nil, state.kill != nil || isWholeTripped { operations.append(.kill) }
            for (name, withdrawal) in state.withdrawn.sorted(by: { $0.key < $1.key })
            where variant == nil || variant == name {
                withdraw(name, withdrawal.digest)
            }
            for (_, trip) in state.trips.sorted(by: { $0.key < $1.key })
            where trip.target != FeatureState.wholeFeature && (variant == nil || variant == trip.target) {
                withdraw(trip.target, trip.digest)
            }
        case .stage(let step, _): withdraw(step.candidate, step.digest)
        case .resume:
            if let candidate = state.rollout?.candidate { withdraw(candidate, digests[candidate] ?? "") }
        case .kill, .withdraw, .trip, .rollback, .pause: break
        }
        return operations.map { Schedule.Operation($0, on: key) }
    }
}

extension ReviewedOperation.Outcome {
    /// What is said beside what was done.
    static func lines(of glass: BreakGlass?) -> [String] {
        guard let glass else { return [] }
        // Restoring the whole feature covers its variants.
        let whole = Set(glass.schedule.operations.filter { $0.operation == .kill }.map(\.key))
        let restores = glass.schedule.operations.compactMap { item -> String? in
            guard case .withdraw(let variant, _) = item.operation else { return AdvisedCommand.restore(item.key) }
            return whole.contains(item.key) ? nil : AdvisedCommand.restore(item.key, variant)
        }
        // A line for each command, so that it can be taken over as it stands.
        return [
            "BREAK-GLASS: at \(Timestamp.text(glass.schedule.at)) this comes by itself: \(glass.subject). To keep it away, "
                + "get this approved:"
        ] + restores.map { "  \($0)" }
    }
}
