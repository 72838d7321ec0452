// Serves the OFREP door over TCP with a fixed table of flags, for tests with clients in other languages. Prints its
// port and serves until its input ends, so that it never outlives the test that started it.
import AgentHTTP
import FlagModel
import Glibc
import Logging
import NIOPosix

@main
struct OFREPFixture {
    static func main() async throws {
        let door = EvaluationDoor(evaluate: evaluate) { context in
            .flags(["bool", "failed", "plan"].map { ($0, evaluate($0, context)) }, revision: 412)
        }
        let server = try await HTTPServer.start(
            [HTTPEndpoint(.tcp(host: "127.0.0.1", port: 0), routes: door.routes)],
            on: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "ofrep-fixture") { _ in
                SwiftLogNoOpLogHandler()
            })
        for port in server.ports { print(port) }
        fflush(nil)
        _ = try await NIOThreadPool.singleton.runIfActive { while readLine() != nil {} }
        await server.shutdown()
    }

    /// One flag of each type, those that echo whom they were asked for, and one of each failure.
    private static func evaluate(_ key: String, _ context: EvaluationContext) -> EvaluationAnswer {
        func resolved(_ value: String, _ variant: String = "on", _ reason: String = "STATIC") -> EvaluationAnswer {
            EvaluationAnswer(.resolved(value: Array(value.utf8), variant: variant, reason: reason), revision: 412)
        }
        switch key {
        case "bool": return resolved("true")
        case "string": return resolved(#""text é""#)
        case "integer": return resolved("42")
        case "float": return resolved("0.5")
        case "object": return resolved(#"{"model":"claude-opus-4","params":{"temperature":0.2},"tags":["a","b"]}"#)
        case "a/b c": return resolved(#""odd key""#)
        case "unit": return resolved("\"\(context.unit ?? "none")\"", "echo", "TARGETING_MATCH")
        case "plan":
            let isPro = context.attributes["plan"] == .string("pro")
            return resolved(isPro ? "true" : "false", isPro ? "pro" : "free", "TARGETING_MATCH")
        case "tags":
            let tags = context.attributes["tags"] ?? .null
            return resolved(tags.canonicalText, "echo", "TARGETING_MATCH")
        case "described":
            var answer = resolved("true")
            answer.flagMetadata = ["owner": "support", "revision": 7]
            return answer
        case "code-default":
            return EvaluationAnswer(.resolved(value: nil, variant: nil, reason: "DEFAULT"), revision: 412)
        case "disabled":
            return EvaluationAnswer(.resolved(value: nil, variant: nil, reason: "DISABLED"), revision: 412)
        case "split":
            var answer = resolved(#"{"model":"m"}"#, "canary", "SPLIT")
            answer.arm = "treatment"
            answer.decision = "01JD"
            return answer
        case "unreadable": return EvaluationAnswer(.unreadable, revision: 412)
        case "failed": return EvaluationAnswer(.failed, revision: 412)
        case "not-ready": return EvaluationAnswer(.notReady, revision: 0)
        default: return EvaluationAnswer(.unknownFlag, revision: 412)
        }
    }
}
