package import FlagModel
package import FlagStore

/// What an operation on a feature's state does to who gets what, and whether others have to agree to it.
package struct OperationExposure: Sendable, Equatable {
    package var findings: [ExposureFinding]
    package var needsApproval: Bool

    /// - Parameters:
    ///   - fleet: trips that hosts hold by themselves count as the state's; `nil` where nobody looked.
    /// - Throws: a `StoreError`, as the store would, where the operation is refused.
    package init(
        of operation: StateOperation, on key: String, contents: NamespaceContents, fleet: Fleet? = nil
    ) throws {
        let stored = contents.load.states.first { $0.state.key == key }
        let document = contents.stored[DocumentID(.feature, key)]
        var after = stored?.state ?? FeatureState(key: key)
        if let applied = try operation.applied(
            in: StateOperation.Context(
                key: key, stored: stored, digests: document?.digests,
                isFlag: contents.stored[DocumentID(.flag, key)] != nil, next: contents.load.lineage.revision + 1,
                now: contents.load.now,
                attribution: Attribution(commitID: "look", actor: "somebody", reason: "", source: "cli")))
        {
            after = applied
        }
        var before = stored?.state ?? FeatureState(key: key)
        if case .restore(let variant, _) = operation {
            before = before.with(
                (fleet?.trips(of: key) ?? []).filter { variant == nil || variant == $0.target }
            ).with((fleet?.held(of: key) ?? []).filter { variant == nil || variant == $0.target })
        }
        findings = StateExposure.findings(
            from: before, to: after, now: contents.load.now, isApproved: contents.isApproved(key))
        let isProtected =
            key == FeatureState.namespaceKey
            ? contents.holdsProtected : document.map(contents.isProtected) ?? false
        if isProtected,
            let later = ScheduledChanges.widening(
                of: key, from: stored?.state ?? FeatureState(key: key), to: after, contents: contents)
        {
            throw OperationError(
                .rule, key,
                "\(later.schedule.changes.map(\.id.description).joined(separator: ", ")) changes at "
                    + "\(Timestamp.text(later.schedule.at)), and what that comes to together with this nobody has "
                    + "approved: \(later.finding.words)",
                .callOff(later.schedule.id))
        }
        // What would be brought back stays lifted once others agree.
        let keepsLifted = contents.goesBack(key, after: operation)
        if keepsLifted {
            findings.append(ExposureFinding(.widens, "what one person lifted alone is not brought back"))
        }
        needsApproval = (isProtected || keepsLifted) && findings.contains { $0.effect == .widens }
    }
}

extension Fleet {
    /// What live hosts hold against a feature by themselves.
    package func trips(of key: String) -> [FeatureState.Trip] {
        live.flatMap(\.trips).filter { $0.feature == key }.map(\.trip)
    }
}

extension Fleet {
    /// What people hold back of a feature on live hosts by hand.
    package func held(of key: String) -> [HostRestriction] { live.flatMap(\.held).filter { $0.key == key } }
}

extension FeatureState {
    /// With what people hold back on hosts, as far as the store does not.
    package func with(_ held: [HostRestriction]) -> FeatureState {
        var state = self
        for one in held {
            if one.target == FeatureState.wholeFeature {
                state.kill = state.kill ?? one.act
            } else if state.withdrawn[one.target] == nil {
                state.withdrawn[one.target] = Withdrawal(act: one.act, digest: "")
            }
        }
        return state
    }

    /// With trips that the store has not been told of.
    package func with(_ hostTrips: [Trip]) -> FeatureState {
        var state = self
        for trip in hostTrips where state.trips[trip.id] == nil { state.trips[trip.id] = trip }
        return state
    }
}

extension NamespaceContents {
    /// Whether what a feature serves was approved: nothing of it was changed by one person alone.
    fileprivate func isApproved(_ key: String) -> Bool {
        guard key != FeatureState.namespaceKey else { return load.breakGlasses.isEmpty }
        let parts = [DocumentID(.feature, key)] + (feature(key).map(foundations) ?? [])
        return !parts.contains(where: isUnderBreakGlass)
    }

    /// Whether a kill or withdrawal comes back by itself, that an approved operation would call off.
    package func goesBack(_ key: String, after operation: StateOperation) -> Bool {
        guard case .restore(let variant, _) = operation else { return false }
        return load.breakGlasses.flatMap(\.schedule.operations).contains { item in
            guard item.key == key else { return false }
            guard let variant, variant != FeatureState.wholeFeature else { return true }
            if case .withdraw(variant, _) = item.operation { return true }
            return false
        }
    }
}
