// What a decision costs, beside the least that any evaluator must do: look the key up in a dictionary of its bytes'
// hashes, and hash the unit. Prints medians of paired rounds; ratios travel between machines, nanoseconds do not.
// Exits with 1 where an evaluation allocates.

import CAllocationCount
import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation

@inline(never)
func nanoseconds(_ iterations: Int, _ body: (Int) -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    for iteration in 0..<iterations { body(iteration) }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / Double(iterations)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// A 5 % split behind one segment rule.
func feature(_ number: Int) -> CompiledFeature {
    CompiledFeature(
        key: "feature-\(number)", salt: "feature-\(number)", bucketBy: nil,
        variants: ["stable", "canary", "off"].map {
            CompiledVariant(name: $0, value: Array(#"{"model":"\#($0)","params":{"max_tokens":64}}"#.utf8))
        },
        baseline: 0, offVariant: 2,
        rules: [
            CompiledRule(
                condition: .operation(.in, [.variable("plan"), .array([.string("staff")])]),
                shares: [.init(variant: 1, weight: 100_000)]),
            CompiledRule(
                shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)]),
        ])
}

func publish(_ count: Int, in directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory + "/rings", withIntermediateDirectories: true)
    let control = try ControlPageWriter(path: directory + "/control")
    let start = DispatchTime.now().uptimeNanoseconds
    let file = try SnapshotWriter.encode(
        (0..<count).map { try feature($0).record() }, generation: 1, revision: 1,
        unitKey: [UInt8](repeating: 1, count: 16))
    let elapsed = (DispatchTime.now().uptimeNanoseconds - start) / 1_000
    print("\(count) features: \(file.count) bytes, encoded in \(elapsed) us")
    try Data(file).write(to: URL(fileURLWithPath: directory + "/snapshot.1"))
    control.publish(generation: 1)
    control.setRevision(1)
}

nonisolated(unsafe) var sink: UInt64 = 0

func measure(_ count: Int) throws -> UInt64 {
    let directory = NSTemporaryDirectory() + "flagpost-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try publish(count, in: directory)
    var client: OpaquePointer?
    guard flagpost_open(directory, nil, &client) == 0 else { return 1 }
    defer { flagpost_close(client) }
    let reader = flagpost_reader_new(client)
    defer { flagpost_reader_free(reader) }

    var generator = SystemRandomNumberGenerator()
    let keys = (0..<1024).map { _ in "feature-\(Int.random(in: 0..<count, using: &generator))" }.map {
        Array($0.utf8CString)
    }
    let units = (0..<1024).map { _ in Array(UUID().uuidString.utf8CString) }
    let floor = Dictionary(uniqueKeysWithValues: (0..<count).map { (KeyHash.of("feature-\($0)"), UInt64($0)) })
    let name = Array("plan".utf8CString)
    let plan = Array("free".utf8CString)
    var ours: [Double] = []
    var theirs: [Double] = []
    var allocations: UInt64 = 0
    let rounds = 21
    let iterations = 200_000
    name.withUnsafeBufferPointer { name in
        plan.withUnsafeBufferPointer { plan in
            var attribute = flagpost_attribute(
                name: name.baseAddress, name_length: 4, string: plan.baseAddress, string_length: 4, number: 0, type: 0,
                reserved: 0)
            var decision = flagpost_decision()
            for round in 0..<rounds {
                let before = allocation_count()
                let elapsed = nanoseconds(iterations) { index in
                    let key = keys[index & 1023]
                    let unit = units[index * 7 & 1023]
                    flagpost_evaluate(reader, key, key.count - 1, unit, 36, &attribute, 1, &decision)
                    sink &+= decision.variant_hash
                }
                if round > 0 { allocations += allocation_count() - before }
                ours.append(elapsed)
                theirs.append(
                    nanoseconds(iterations) { index in
                        let key = keys[index & 1023]
                        let unit = units[index * 7 & 1023]
                        let hash = key.withUnsafeBytes { KeyHash.of(UnsafeRawBufferPointer(rebasing: $0.dropLast())) }
                        sink &+= floor[hash] ?? 0
                        sink &+= UInt64(
                            unit.withUnsafeBytes {
                                Bucket.hash(text: Bytes(UnsafeRawBufferPointer(rebasing: $0.dropLast())))
                            })
                    })
            }
        }
    }
    let ratios = zip(ours, theirs).map { $0 / $1 }
    print(
        "  evaluate \(Int(median(ours))) ns, floor \(Int(median(theirs))) ns, ratio "
            + "\((median(ratios) * 100).rounded() / 100), allocations \(allocations)")
    return allocations
}

let allocations = try [10, 1_000, 100_000].reduce(UInt64(0)) { try $0 + measure($1) }
exit(allocations == 0 ? 0 : 1)
