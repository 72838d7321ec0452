import FlagStore
import Testing

@testable import AgentCore

@Suite struct NotificationGapsTests {
    private static let second: UInt64 = 1_000_000_000

    private func lineage(_ revision: UInt64, store: String = "s") -> Lineage {
        Lineage(storeID: store, epoch: 1, revision: revision)
    }

    /// Listens, and has seen the store at revision 5.
    private func listening() -> NotificationGaps {
        var gaps = NotificationGaps()
        gaps.heard(Hint(), at: 0)
        gaps.note(lineage(5), at: 0)
        return gaps
    }

    private func expect(
        _ gaps: inout NotificationGaps, areOverdue expected: Bool, at now: UInt64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isOverdue = gaps.isOverdue(at: now)
        #expect(isOverdue == expected, sourceLocation: sourceLocation)
    }

    @Test func `a revision that no notification announced within a second is counted once`() {
        var gaps = listening()
        gaps.note(lineage(6), at: 10)
        expect(&gaps, areOverdue: false, at: Self.second)
        expect(&gaps, areOverdue: true, at: 10 + Self.second)
        expect(&gaps, areOverdue: false, at: 10 + 2 * Self.second)
        #expect(gaps.missed == 1)
    }

    @Test(arguments: [true, false])
    func `a notification a moment before or after the load announces it`(isBefore: Bool) {
        var gaps = listening()
        if isBefore { gaps.heard(Hint(revision: 6), at: 9) }
        gaps.note(lineage(6), at: 10)
        if !isBefore { gaps.heard(Hint(revision: 6), at: 20) }
        expect(&gaps, areOverdue: false, at: 10 * Self.second)
    }

    @Test func `a notification at a later revision stands for the ones before, with which it was coalesced`() {
        var gaps = listening()
        gaps.note(lineage(6), at: 10)
        gaps.heard(Hint(revision: 8), at: 20)
        gaps.note(lineage(8), at: 30)
        expect(&gaps, areOverdue: false, at: 10 * Self.second)
    }

    @Test func `what changed before listening began again is not missed, what changes after is`() {
        var gaps = listening()
        gaps.heard(Hint(), at: 10)
        gaps.note(lineage(9), at: 20)
        expect(&gaps, areOverdue: false, at: 10 * Self.second)
        gaps.note(lineage(10), at: 11 * Self.second)
        expect(&gaps, areOverdue: true, at: 13 * Self.second)
    }

    @Test func `hints of another store announce nothing of this one`() {
        var gaps = listening()
        gaps.heard(Hint(revision: 100), at: 10)
        gaps.note(lineage(1, store: "other"), at: 20)
        expect(&gaps, areOverdue: false, at: 5 * Self.second)
        gaps.note(lineage(2, store: "other"), at: 5 * Self.second)
        expect(&gaps, areOverdue: true, at: 7 * Self.second)
    }

    @Test func `hints without revisions announce whatever is found next`() {
        var gaps = listening()
        gaps.note(lineage(6), at: 10)
        gaps.heard(Hint(), at: 20)
        expect(&gaps, areOverdue: false, at: 5 * Self.second)
    }

    @Test func `what changed while the store could not be followed is not missed`() {
        var gaps = listening()
        gaps.interrupted()
        gaps.note(lineage(9), at: 20)
        expect(&gaps, areOverdue: false, at: 10 * Self.second)
        gaps.note(lineage(10), at: 11 * Self.second)
        expect(&gaps, areOverdue: true, at: 13 * Self.second)
    }
}
