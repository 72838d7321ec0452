import ArgumentParser
import FlagModel
import FlagStore

/// Prints what a change of state came to, after having waited for the fleet where that was asked for.
struct StateChangeAnswer {
    var json: [String: JSONValue]
    var lines: [String]
    /// Whether the change only restricts.
    var restricts = false

    /// - Throws: `ExitCode(2)` where not everyone was seen to follow. The change stands.
    func finish(_ receipt: Receipt, in store: any DocumentStore, wait: Bool, output: OutputOptions) async throws {
        guard wait else {
            output.print(.object(json)) { lines }
            return
        }
        if output.output == .text && !lines.isEmpty { StandardStreams.output(lines.joined(separator: "\n")) }
        let progress: FleetProgress
        do {
            progress = try await FleetWait(restricts: restricts, terminal: output.terminal)
                .follow(receipt.lineage, in: store)
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
}
