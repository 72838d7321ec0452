import ArgumentParser
import FlagModel
import Operations

struct PromptDiffCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs between two versions of a prompt, line by line.",
        discussion: """
              flagpost prompt diff support-system 12 13

            Exit status as diff has it: 0 no difference, 1 differences, 2 trouble.
            """)

    @Argument(help: "The prompt's name.")
    var name: String

    @Argument(help: "One version.")
    var old: Int

    @Argument(help: "The other one.")
    var new: Int

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let difference: TextDifference
        do {
            difference = try await store.withStore(writing: false) { store in
                let contents = try await NamespaceContents.read(store)
                return TextDifference(
                    try contents.prompt("\(name)@\(old)").readable, try contents.prompt("\(name)@\(new)").readable)
            }
        } catch let failure as Failure {
            StandardStreams.message("flagpost: \(failure)")
            throw ExitCode(ExitStatus.trouble)
        }
        output.print(difference.json) { difference.isEmpty ? [] : difference.lines(on: output.terminal) }
        guard difference.isEmpty else { throw ExitCode(ExitStatus.differences) }
    }
}

extension Prompt {
    /// The content as a text to compare: what it says, under whose name it says it, and what it leaves to be filled in.
    fileprivate var readable: String {
        let declared = variables.map { variable in
            "# {{\(variable.name)}}: "
                + (variable.isRuntime
                    ? "by the service" : variable.standard.map { "by the variant, else \($0)" } ?? "by the variant")
        }
        let body =
            switch content {
            case .text(let text): text
            case .messages(let messages): messages.map { "# \($0.role)\n\($0.text)" }.joined(separator: "\n")
            case .redacted(let reason): "# redacted: \(reason) (sha256 \(digest))"
            }
        return (declared + [body]).joined(separator: "\n")
    }
}

extension TextDifference {
    fileprivate var json: JSONValue {
        .array(
            lines.compactMap { line in
                switch line {
                case .same: nil
                case .removed(let text): ["removed": .string(text)]
                case .added(let text): ["added": .string(text)]
                }
            })
    }
}
