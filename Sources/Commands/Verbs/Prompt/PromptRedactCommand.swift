import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct PromptRedactCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Take the text of a version out for good, as where a secret got into it.",
        discussion: """
            The text leaves the store and, within seconds, every host; its SHA-256 stays, so that one can tell later \
            whether it was the same. Refused while a feature uses the version. There is no way back. A secret that was \
            served has to be changed all the same.

              flagpost prompt redact support-system@12 --reason "held an API key" --yes
            """)

    @Argument(help: "The version, as NAME@N.")
    var prompt: String

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let redaction = try await RedactPrompt(prompt: prompt).plan(on: store)
            let reference = redaction.version.reference
            guard
                redaction.isRepeated || yes || !output.terminal.canAsk
                    || StandardStreams.confirm("Redact \(reference) for good?")
            else { throw Failure("nothing was changed") }
            let outcome = try await redaction.perform(in: store, as: reason.author)
            let receipt = outcome.receipt
            let waiting = outcome.waiting.map(\.text)
            for line in waiting { StandardStreams.message("flagpost: \(line)".withoutControls) }
            let json: [String: JSONValue] = [
                "prompt": .string(reference), "changed": .bool(receipt.changed),
                "sha256": .string(redaction.version.digest),
                "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
                "still_held_by": .array(waiting.map { .string($0) }),
            ]
            let line =
                receipt.changed
                ? "redacted \(reference) at revision \(receipt.lineage.revision)"
                : "\(reference) was redacted already; nothing changed"
            try await StateChangeAnswer(json: json, lines: [line])
                .finish(receipt, in: store, wait: wait.wait, output: output)
        }
    }
}

extension WaitingText {
    fileprivate var text: String { description + (remedy.map { "; \($0.advice)" } ?? "") }
}
