import FlagModel
import Samples
import SeededRandom
import Testing

@testable import Operations

@Suite("ValueDifference")
struct ValueDifferenceTests {
    @Test("equal values do not differ")
    func equal() {
        let value: JSONValue = ["a": [1, ["b": .null]]]
        #expect(ValueDifference.between(value, value).isEmpty)
    }

    @Test("names each changed path, in order")
    func paths() {
        let old: JSONValue = ["b": ["c": 1, "gone": true], "a": [1, 2]]
        let new: JSONValue = ["b": ["c": 2], "a": [1, 3, 4]]
        #expect(
            ValueDifference.between(old, new) == [
                ValueDifference(path: "a[1]", old: 2, new: 3),
                ValueDifference(path: "a[2]", old: nil, new: 4),
                ValueDifference(path: "b.c", old: 1, new: 2),
                ValueDifference(path: "b.gone", old: true, new: nil),
            ])
    }

    @Test("an absent member differs from null")
    func absentIsNotNull() {
        #expect(
            ValueDifference.between([:], ["a": .null]) == [ValueDifference(path: "a", old: nil, new: .null)])
    }

    @Test("elements with names of their own are compared by name")
    func named() {
        let errors: JSONValue = ["name": "errors", "when": "error_rate > 5% over 1m"]
        let strict: JSONValue = ["name": "errors", "when": "error_rate > 2% over 1m"]
        let slow: JSONValue = ["name": "slow", "when": "latency p95 > 5s over 5m"]
        #expect(
            ValueDifference.between(["guards": [errors]], ["guards": [slow, strict]]) == [
                ValueDifference(
                    path: "guards[errors].when", old: "error_rate > 5% over 1m", new: "error_rate > 2% over 1m"),
                ValueDifference(path: "guards[slow]", old: nil, new: slow),
            ])
    }

    @Test("a mere reordering of named elements is a difference too")
    func reordered() {
        let one: JSONValue = ["name": "one"]
        let two: JSONValue = ["name": "two"]
        #expect(ValueDifference.between([one, two], [two, one]).map(\.path) == ["[0].name", "[1].name"])
    }

    @Test("no two different values are ever told to be the same", arguments: 0..<20)
    func complete(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let old = JSONValue.random(depth: 3, using: &generator)
            let new = JSONValue.random(depth: 3, using: &generator)
            #expect(ValueDifference.between(old, new).isEmpty == (old == new))
        }
    }
}
