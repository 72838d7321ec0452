import CAllocationCount
import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation
import SnapshotWriting

/// What `flagpost_evaluate` takes, in paired rounds with its floor.
enum DecisionCost {
    private static let rounds = 15
    nonisolated(unsafe) private static var sink: UInt64 = 0

    /// Prints one line; returns how often evaluating allocated.
    static func measure(_ keys: PublishedKeys, as name: String) throws -> UInt64 {
        let reader = try OpenReader(keys.path)
        var generator = SystemRandomNumberGenerator()
        let asked = (0..<1024).map { _ in Array("key-\(Int.random(in: 0..<keys.count, using: &generator))".utf8CString)
        }
        let units = (0..<1024).map { _ in Array(UUID().uuidString.utf8CString) }
        let floor = Dictionary(uniqueKeysWithValues: (0..<keys.count).map { (KeyHash.of("key-\($0)"), UInt64($0)) })
        let iterations = max(1000, min(200_000, 100_000_000 / max(500, keys.records[0].bytes.count * 4)))
        var ours: [Double] = []
        var theirs: [Double] = []
        var allocations: UInt64 = 0
        reader.withAttribute("plan", "free") { attribute in
            var attribute = attribute
            var decision = flagpost_decision()
            for round in 0...rounds {
                let before = allocation_count()
                let elapsed = nanoseconds(iterations) { index in
                    let key = asked[index & 1023]
                    flagpost_evaluate(
                        reader.pointer, key, key.count - 1, units[index * 7 & 1023], 36, &attribute, 1, &decision)
                    sink &+= decision.variant_hash
                }
                // The first round fills the caches.
                guard round > 0 else { continue }
                allocations += allocation_count() - before
                ours.append(elapsed)
                theirs.append(
                    nanoseconds(iterations) { index in
                        sink &+= floor[hash(asked[index & 1023]) { KeyHash.of($0) }] ?? 0
                        sink &+= UInt64(hash(units[index * 7 & 1023]) { Bucket.hash(text: $0) })
                    })
            }
        }
        let ratio = median(zip(ours, theirs).map { $0 / $1 })
        print(
            "  \(name): \(Int(median(ours))) ns, floor \(Int(median(theirs))) ns, ratio "
                + "\((ratio * 100).rounded() / 100), allocations \(allocations)")
        return allocations
    }

    private static func hash<Hash>(_ text: [CChar], by hash: (Bytes) -> Hash) -> Hash {
        text.withUnsafeBytes { hash(Bytes(UnsafeRawBufferPointer(rebasing: $0.dropLast()))) }
    }

    @inline(never)
    private static func nanoseconds(_ iterations: Int, _ body: (Int) -> Void) -> Double {
        let start = DispatchTime.now().uptimeNanoseconds
        for iteration in 0..<iterations { body(iteration) }
        return Double(DispatchTime.now().uptimeNanoseconds - start) / Double(iterations)
    }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
