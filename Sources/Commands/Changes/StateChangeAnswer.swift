import ArgumentParser
import FlagModel
import FlagStore
import Operations

/// Prints what a change of state came to, after having waited for the fleet if that was asked for.
struct StateChangeAnswer {
    var json: [String: JSONValue]
    var lines: [String]
    /// Whether the change only restricts.
    var restricts = false

    /// - Throws: `ExitCode(4)` if not everyone was seen to follow. The change stands.
    func finish(_ receipt: Receipt, in store: RetryingStore, wait: Bool, output: OutputOptions) async throws {
        guard wait else {
            output.print(.object(json)) { lines }
            return
        }
        if output.output == .text && !lines.isEmpty { StandardStreams.output(lines.joined(separator: "\n")) }
        let progress: FleetProgress
        do {
            progress = try await follow(receipt.lineage, in: store, on: output.terminal)
        } catch {
            StandardStreams.message(
                "flagpost: the change stands at revision \(receipt.lineage.revision), but the fleet cannot be seen: "
                    + "\(error)")
            if output.output != .text { output.print(.object(json)) { [] } }
            throw ExitCode(ExitStatus.lagging)
        }
        output.print(.object(json.merging(["fleet": progress.json]) { $1 })) { progress.lines(on: output.terminal) }
        guard progress.agents > 0, progress.isComplete else { throw ExitCode(ExitStatus.lagging) }
    }

    /// Asks the store itself: who waits is told that it does not answer, rather than that it is tried again.
    private func follow(
        _ lineage: Lineage, in store: RetryingStore, on terminal: Terminal
    ) async throws(StoreError) -> FleetProgress {
        func show(_ line: String) { if terminal.showsProgress { StandardStreams.progress(line) } }
        let progress = try await FleetWait(restricts: restricts).follow(lineage, in: store.base) { progress in
            show(progress?.progressLine ?? "the store does not answer; asking again")
        }
        show("")
        return progress
    }
}

extension PlannedStateChange {
    /// What it is done to, for people: `support-chat`, `canary of support-chat`, `every AI feature of namespace prod`.
    func subject(in store: any DocumentStore) -> String {
        if key == FeatureState.namespaceKey { return EveryFeature.words(in: store.namespace) }
        return variant.map { "\($0) of \(key)" } ?? key
    }

    /// - Parameter verb: `kill`, as the JSON answer names it.
    func json(_ verb: String, _ receipt: Receipt, store: any DocumentStore) -> [String: JSONValue] {
        [
            "verb": .string(verb),
            "key": .string(key),
            "variant": variant.map { .string($0) } ?? .null,
            "changed": .bool(receipt.changed),
            "revision": .integer(Int64(clamping: receipt.lineage.revision)),
            "at": .integer(receipt.at),
            "store": .string(store.location),
            "namespace": .string(store.namespace),
        ]
    }
}

/// A change of state that may take others, on its way: shown, performed, answered.
struct ReviewedStateChange {
    /// As the JSON answer names it.
    var verb: String
    var author: Authorship
    var wait: Bool
    var output: OutputOptions

    /// - Parameters:
    ///   - plan: what is performed; `change` is its part.
    ///   - describe: adds to the answer what the verb says: lines for people, and fields.
    func carryOut<Plan: PerformablePlan>(
        _ plan: Plan, change: PlannedStateChange, in store: RetryingStore,
        describe: (Receipt, inout [String: JSONValue]) -> [String]
    ) async throws where Plan.Outcome == StateOutcome {
        for line in change.findings.lines(styling: output.terminal.message) { StandardStreams.message(line) }
        if change.course == .breakGlass { BreakGlass.warn(on: output.terminal, "do") }
        switch try await plan.perform(in: store, as: author) {
        case .proposed(let proposed):
            let json: JSONValue = [
                "verb": .string(verb), "key": .string(change.key),
                "variant": change.variant.map { .string($0) } ?? .null, "changed": false, "proposal": proposed.json,
                "store": .string(store.location), "namespace": .string(store.namespace),
            ]
            output.print(json) { proposed.lines(on: output.terminal) }
            throw ExitCode(ExitStatus.proposed)
        case .done(let receipt, let glass):
            var json = change.json(verb, receipt, store: store)
            if !change.operation.restricts {
                json["break_glass_until"] = glass.map { .integer($0.schedule.at) } ?? .null
            }
            let lines = describe(receipt, &json) + (glass?.lines ?? [])
            try await StateChangeAnswer(json: json, lines: lines, restricts: change.operation.restricts)
                .finish(receipt, in: store, wait: wait, output: output)
        }
    }
}
