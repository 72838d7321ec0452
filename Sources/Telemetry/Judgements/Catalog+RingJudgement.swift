import FlagSnapshot
import SnapshotWriting

extension Catalog {
    /// A judgement as a ring carried it, with names for hashes.
    func judgement(of record: RingJudgement) -> Judgement {
        let opinion: Judgement.Opinion =
            switch record.kind {
            case .feedback: .feedback(kind: record.name.string)
            case .score: .score(name: record.name.string, dimension: record.dimension.string, value: record.value)
            }
        return Judgement(
            source: .ring, feature: name(record.feature), variant: name(record.variant), opinion: opinion,
            time: record.time, revision: record.revision,
            decision: UInt128(record.decision.high) << 64 | UInt128(record.decision.low),
            unit: UInt128(record.unit.high) << 64 | UInt128(record.unit.low))
    }
}
