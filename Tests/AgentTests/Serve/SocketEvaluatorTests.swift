import FlagModel
import FlagSnapshot
import SnapshotWriting
import TestServers
import Testing

@testable import Agent
@testable import AgentHTTP

/// OFREP's contexts, of any size.
@Suite struct SocketEvaluatorTests {
    @Test(arguments: [0, 80, 1_000, 20_000])
    func `attributes that no rule names make no difference`(count: Int) async throws {
        let folder = try TemporaryFolder()
        let control = try ControlPageWriter(path: folder.path("control"))
        let variants = ["pro", "other"].map { CompiledVariant(name: $0, value: Array("\"\($0)\"".utf8)) }
        let flag = CompiledFlag(
            key: "flag", variants: variants, defaultVariant: 1,
            targeting: .operation(
                .if, [.operation(.equal, [.variable("plan"), .string("pro")]), .string("pro"), .string("other")]))
        let file = try SnapshotWriter.encode(
            [try flag.record()], generation: 1, revision: 1, unitKey: [UInt8](repeating: 1, count: 16))
        try AtomicFile.write(file, to: folder.path("snapshot.1"), mode: 0o600)
        control.publish(generation: 1)
        let evaluator = SocketEvaluator(directory: folder.path(""))
        let others = (0..<count).map { #","other\#($0)":{"plan":["pro"]}"# }.joined()
        for plan in ["pro", "free"] {
            let body = #"{"context":{"targetingKey":"u"\#(others),"plan":"\#(plan)"}}"#
            let context = try #require(EvaluationContext(ofrepBody: Array(body.utf8)))
            let expected = plan == "pro" ? "pro" : "other"
            #expect(Self.variant(of: evaluator.evaluate("flag", context)) == expected)
            guard case .flags(let flags, _) = await evaluator.evaluateAll(["flag"], context) else {
                Issue.record("nothing is published")
                return
            }
            #expect(flags.map { Self.variant(of: $0.answer) } == [expected])
        }
    }

    private static func variant(of answer: EvaluationAnswer) -> String? {
        guard case .resolved(_, let variant, _) = answer.outcome else { return nil }
        return variant
    }
}
