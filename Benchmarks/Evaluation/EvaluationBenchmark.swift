// What a decision costs, beside the least that any evaluator must do: look the key up in a dictionary of its bytes'
// hashes, and hash the unit. Prints medians of paired rounds; ratios travel between machines, nanoseconds do not.
// Exits with 1 where an evaluation allocates.

import Foundation

@main
enum EvaluationBenchmark {
    static func main() throws {
        if CommandLine.arguments.dropFirst().first == "publish" {
            return try LongestEvaluation.publish(CommandLine.arguments.dropFirst(2))
        }
        var allocations: UInt64 = 0
        print("one decision: a 5 % split behind a segment rule, a structured value")
        for count in [10, 1_000, 10_000, 100_000] {
            for kind in PublishedKeys.Kind.allCases {
                let keys = try PublishedKeys(kind: kind, count: count)
                allocations += try DecisionCost.measure(keys, as: "\(count) \(kind)s")
            }
        }
        print("long rules")
        for kind in PublishedKeys.Kind.allCases {
            for rules in [100, 1_000, 5_000] {
                let keys = try PublishedKeys(kind: kind, count: 10, ruleCount: rules)
                allocations += try DecisionCost.measure(keys, as: "\(rules) rules in a \(kind), none matches")
            }
        }
        print("publishing after a change of one document")
        for count in [1_000, 10_000] { try PublishCost.measure(count) }
        print("reading while 10,000 features are replaced by another process")
        try LongestEvaluation.measure(10_000)
        guard allocations == 0 else {
            print("evaluating allocated \(allocations) times")
            exit(1)
        }
    }
}
