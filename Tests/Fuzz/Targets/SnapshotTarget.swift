import FlagSnapshot
import SnapshotWriting

/// Any bytes as a snapshot. Its checksums are made to fit, because nobody who reads it relies on more than those.
struct SnapshotTarget: FuzzTarget {
    private let keys = ["chat", "switch", "search"].map(kept)
    private let session = kept("01890a5d-ac96-774b-bcce-b302099a8057")
    private let context = FuzzContext()

    func run(_ input: UnsafeRawBufferPointer) {
        withCopy(of: input, evaluate)
        guard input.count >= SnapshotLayout.headerSize else { return }
        var file = Array(input)
        SnapshotWriter.seal(&file)
        withCopy(of: file, evaluate)
    }

    private func evaluate(in file: Bytes) {
        guard let snapshot = try? SnapshotView(file) else { return }
        _ = snapshot.verifyChecksum()
        let now = EvaluationTime(monotonic: 1_000_000_000_000, unixMilliseconds: FuzzContext.unixSeconds * 1000)
        let evaluator = Evaluator(snapshot: snapshot, control: nil, arena: context.newArena, now: now)
        context.withAttributes(input: .string(session)) { attributes in
            for key in keys {
                let decision = evaluator.evaluate(key, unit: session, attributes: attributes)
                require(decision.status != .ok || lies(decision.value, in: file), "a value lies in its snapshot")
                require(decision.status != .ok || lies(decision.name, in: file), "a name lies in its snapshot")
                var filter = evaluator.filter(for: key, in: context.room)
                filter.keep(among: attributes)
                let filtered = evaluator.evaluate(
                    key, unit: session, attributes: filter.kept, isCutOff: filter.isOverfull)
                require(filtered.status != .ok || lies(filtered.value, in: file), "a value lies in its snapshot")
            }
        }
    }

    private func lies(_ part: Bytes, in whole: Bytes) -> Bool {
        part.count == 0 || part.start >= whole.start && part.start + part.count <= whole.start + whole.count
    }

    /// A feature with everything there is, one with a plain split, and a flag with a rule.
    var seeds: [[UInt8]] {
        let variants = ["stable", "canary", "off"].map {
            CompiledVariant(name: $0, value: Array(#"{"model":"\#($0)"}"#.utf8))
        }
        let split = CompiledRule(shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)])
        let rules = Rules.samples.prefix(8).map { CompiledRule(condition: $0, shares: split.shares) }
        let stages = [(1_000, 1_779_000_000_000), (5_000, 1_779_900_000_000)].map {
            CompiledRollout.Stage(share: UInt32($0.0), since: Int64($0.1))
        }
        let full = CompiledFeature(
            key: "chat", salt: "chat", bucketBy: "input", variants: variants, baseline: 0, offVariant: 2,
            rules: rules + [split], onStale: CompiledStaleness(after: 60_000_000_000, serve: 2),
            rollout: CompiledRollout(salt: "chat/1", candidate: 1, stages: stages))
        var plain = full
        plain.key = "search"
        plain.bucketBy = nil
        plain.onStale = nil
        plain.rollout = nil
        plain.rules = [split]
        let flag = CompiledFlag(
            key: "switch", variants: variants, defaultVariant: 1, targeting: Rules.samples.first,
            metadata: Array(#"{"team":"chat"}"#.utf8))
        let sets = [
            [try? full.record(), try? plain.record(), try? flag.record()], [try? plain.record()], [try? flag.record()],
            [],
        ]
        return sets.compactMap { records in
            try? SnapshotWriter.encode(
                records.compactMap { $0 }, generation: 1, revision: 1, unitKey: [UInt8](repeating: 7, count: 16))
        }
    }
}
