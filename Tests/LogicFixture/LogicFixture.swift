import FlagModel
import FlagSnapshot
import SnapshotWriting

/// Runs rules for tests in other languages. Reads lines `{"rule", "context", "flagKey", "bucketing", "timestamp"}`, of
/// which only the rule has to be there, and answers each with `{"result"}` or `{"fault"}`.
@main
struct LogicFixture {
    static func main() {
        while let line = readLine() {
            print(answer(to: line).canonicalText)
        }
    }

    private static func answer(to line: String) -> JSONValue {
        do {
            let request = try JSONValue.parse(Array(line.utf8))
            var run = RuleRun()
            run.flagKey = request["flagKey"]?.string ?? run.flagKey
            run.bucketing = request["bucketing"]?.string == "v2" ? .v2 : .v3
            run.unixSeconds = request["timestamp"]?.integer.flatMap(UInt64.init(exactly:)) ?? run.unixSeconds
            let result = try run.result(of: request["rule"] ?? .null, on: request["context"] ?? [:])
            return .object(["result": result])
        } catch {
            return .object(["fault": .string("\(error)")])
        }
    }
}
