import ArgumentParser
import FlagModel
import FlagStore

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Lift a kill, withdrawals and trips.",
        discussion: """
            Lifts everything that is held against a feature, or against one of its variants, by people and by guards. \
            Refused where somebody changed the state after it was looked at. What failed before a restore does not \
            count against the feature afterwards.

              flagpost restore support-chat --reason "prompt fixed"
              flagpost restore support-chat canary --reason "false alarm"
              flagpost restore --all --reason "provider is back"

            --all lifts a kill of every AI feature of the namespace (kill --all); features that are killed by \
            themselves stay killed. --host ends what was held on this host by hand (kill --host), and nothing else: no \
            guard's trip, and nothing that the store says.

            Of a protected feature, what a person killed or withdrew is lifted once others have approved it (exit status \
            3 until then); what a guard did may be undone by one person for 24 hours.
            """)

    @Argument(help: "The feature.")
    var key: String?

    @Argument(help: "Only what is held against this variant.")
    var variant: String?

    @Flag(help: "The kill of every AI feature of the namespace.")
    var all = false

    @OptionGroup var scope: HostScopeOptions
    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (key != nil) != all else { throw ValidationError("name one feature, or --all for what kill --all did") }
        if let key { try FeatureKey.check(key) }
        try scope.check(wait)
        guard variant?.hasPrefix("@") != true else { throw ValidationError("a variant does not begin with '@'") }
    }

    func run() async throws {
        guard !scope.isHostOnly else {
            return try HostOrder(
                verb: .restore, key: key, variant: variant, reason: reason.reason, onBehalfOf: reason.onBehalfOf,
                host: store.host
            ).run(output: output)
        }
        try await store.withStore(writing: true) { store in
            let key = key ?? FeatureState.namespaceKey
            let held = try await HeldRestrictions.look(at: key, variant: variant, in: store)
            let operation = StateOperation.restore(variant: variant, expected: held.revision)
            let change = StateChange(
                verb: "restore", key: key, variant: variant,
                operation: operation, reason: reason.reason, onBehalfOf: reason.onBehalfOf)
            if held.descriptions.isEmpty, approval.edit == nil {
                let contents = try await NamespaceContents.read(store)
                if try isIdle(operation, on: key, contents: contents) {
                    return try await answerIdle(change, on: contents, in: store)
                }
            }
            let reviewed = ReviewedOperation(
                change: change, approval: approval, output: output, looksAtHosts: true)
            let (receipt, glass): (Receipt, BreakGlass?)
            switch try await carryOut(reviewed, in: store) {
            case .proposed(let proposed): return try reviewed.answer(proposed, in: store)
            case .done(let made, let back): (receipt, glass) = (made, back)
            }
            let terminal = output.terminal
            let lines =
                [
                    "\(terminal.output("restored", .green)) \(change.subject(in: store)) at revision "
                        + "\(receipt.lineage.revision)"
                        + (all ? "; what is held of single features stays held" : "")
                ]
                + held.descriptions.map { "  lifted: \($0)" }
                + ReviewedOperation.Outcome.lines(of: glass)
            var json = change.json(receipt, store: store)
            json["break_glass_until"] = glass.map { .integer($0.schedule.at) } ?? .null
            json["lifted"] = .array(held.descriptions.map { .string($0) })
            try await StateChangeAnswer(json: json, lines: lines)
                .finish(receipt, in: store, wait: wait.wait, output: output)
        }
    }

    /// Whether there is nothing to restore where nothing is held.
    ///
    /// - Throws: a `Failure` where the feature has no such variant.
    private func isIdle(_ operation: StateOperation, on key: String, contents: NamespaceContents) throws -> Bool {
        // What comes back by itself is held soon, and is kept away by others' approval.
        guard !contents.goesBack(key, after: operation) else { return false }
        let id = DocumentID(.feature, key)
        let document = contents.stored[id]
        // Of a key that there is not, the store says so.
        guard key == FeatureState.namespaceKey || document != nil || contents.states[key] != nil else { return false }
        if let variant { _ = try WithdrawnVariant(variant, of: id, document: document) }
        return true
    }

    private func answerIdle(
        _ change: StateChange, on contents: NamespaceContents, in store: any DocumentStore
    ) async throws {
        let receipt = Receipt(lineage: contents.load.lineage, at: contents.load.now, changed: false)
        var json = change.json(receipt, store: store)
        json["break_glass_until"] = JSONValue.null
        json["lifted"] = []
        let line =
            "\(change.subject(in: store)): nothing was held; nothing changed (revision \(receipt.lineage.revision))"
        try await StateChangeAnswer(json: json, lines: [line])
            .finish(receipt, in: store, wait: wait.wait, output: output)
    }

    private func carryOut(
        _ reviewed: ReviewedOperation, in store: any DocumentStore
    ) async throws -> ReviewedOperation.Outcome {
        let change = reviewed.change
        do {
            return try await reviewed.carryOut(in: store)
        } catch let error as StoreError {
            guard error.code == .conflict else { throw error }
            let now = try await HeldRestrictions.look(at: change.key, variant: variant, in: store)
            throw Failure(
                "the state of \(change.subject(in: store)) changed while you looked; nothing was restored. Held now: "
                    + (now.descriptions.isEmpty ? "nothing" : now.descriptions.joined(separator: "; ")),
                advice: "Look again (flagpost get \(change.key)), then repeat the command if you still mean it.")
        }
    }
}
