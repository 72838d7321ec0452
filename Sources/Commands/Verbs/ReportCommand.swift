import ArgumentParser
import FlagModel

struct ReportCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report the outcome of one inference call to this host's agent.",
        discussion: """
            For scripts, and for trying out guards; services report through the client library.

              flagpost report --feature support-chat --variant canary --result ok --latency-ms 812
              flagpost report --feature support-chat --result error --error "overloaded" --count 50
            """)

    enum Result: String, ExpressibleByArgument, CaseIterable {
        case ok, error, timeout, cancelled
        case rateLimited = "rate_limited"
        case contentPolicy = "content_policy"
        case notMade = "not_made"
    }

    @Option(help: "The feature.")
    var feature: String

    @Option(help: "The variant that was served.")
    var variant: String?

    @Option(help: "How the call ended.")
    var result: Result

    @Option(help: "The model that was called.")
    var model: String?

    @Option(help: "What went wrong, in words.")
    var error: String?

    @Option(help: "The decision this rests on.")
    var decision: String?

    // A negative number would be taken for another option, and the value said to be missing.
    @Option(parsing: .unconditional, help: "The revision this rests on.")
    var revision: UInt32?

    @Option(parsing: .unconditional, help: "Whole milliseconds that the call took.")
    var latencyMs: UInt32?

    @Option(parsing: .unconditional, help: "Whole milliseconds to the first token.")
    var firstTokenMs: UInt32?

    @Option(parsing: .unconditional, help: "Tokens read.")
    var inputTokens: UInt32?

    @Option(parsing: .unconditional, help: "Tokens written.")
    var outputTokens: UInt32?

    @Option(parsing: .unconditional, help: "What the call cost, in dollars.")
    var costUsd: Double?

    @Option(parsing: .unconditional, help: "Report it this many times, 1 to 1000.")
    var count = 1

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000).contains(count) else { throw ValidationError("--count takes 1 to 1000") }
        guard costUsd.map({ $0.isFinite && $0 >= 0 }) ?? true else {
            throw ValidationError("--cost-usd takes an amount of 0 or more")
        }
    }

    func run() async throws {
        let answer = try host.agent.report(Array(repeating: outcome, count: count))
        let accepted = answer["accepted"]?.integer ?? 0
        let rejected = answer["rejected_total"]?.integer ?? 0
        output.print(answer) {
            [rejected == 0 ? "accepted \(accepted)" : "accepted \(accepted), rejected \(rejected)"]
        }
        guard rejected == 0, accepted > 0 else {
            throw Failure("the agent rejected it: \(Self.reasons(answer))")
        }
    }

    private var outcome: JSONValue {
        var members: [String: JSONValue] = ["feature": .string(feature), "result": .string(result.rawValue)]
        members["variant"] = variant.map { .string($0) }
        members["model"] = model.map { .string($0) }
        members["error"] = error.map { .string($0) }
        members["decision"] = decision.map { .string($0) }
        members["revision"] = revision.map { .integer(Int64($0)) }
        members["latency_ms"] = latencyMs.map { .integer(Int64($0)) }
        members["first_token_ms"] = firstTokenMs.map { .integer(Int64($0)) }
        members["input_tokens"] = inputTokens.map { .integer(Int64($0)) }
        members["output_tokens"] = outputTokens.map { .integer(Int64($0)) }
        members["cost_usd"] = costUsd.map { .number($0) }
        return .object(members)
    }

    /// The reasons the agent gives, each once.
    private static func reasons(_ answer: JSONValue) -> String {
        let given = (answer["rejected"]?.array ?? []).compactMap { $0["reason"]?.string }
        return given.isEmpty ? "it does not say why" : Set(given).sorted().joined(separator: "; ").withoutControls
    }
}
