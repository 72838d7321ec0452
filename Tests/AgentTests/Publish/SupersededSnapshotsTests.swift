import Testing

@testable import Agent

@Suite struct SupersededSnapshotsTests {
    private let second: UInt64 = 1_000_000_000
    private let small = 100 << 10

    @Test func `a small snapshot stays for its grace after another took its place, and no longer`() {
        var superseded = SupersededSnapshots()
        superseded.add(1, bytes: small, at: 10 * second)
        superseded.add(2, bytes: small, at: 12 * second)
        #expect(superseded.takeForRoom(current: small) == [])
        #expect(superseded.takeExpired(at: 12 * second) == [])
        #expect(superseded.takeExpired(at: 10 * second + SupersededSnapshots.grace) == [1])
        #expect(superseded.takeExpired(at: 60 * second) == [2])
        #expect(superseded.bytes == 0)
    }

    @Test func `before another is written, the oldest go until the rest and what is read now fit the budget`() {
        var superseded = SupersededSnapshots()
        let third = SupersededSnapshots.byteBudget / 3
        for generation in 1...3 as ClosedRange<UInt64> { superseded.add(generation, bytes: third, at: second) }
        #expect(superseded.takeForRoom(current: third) == [1])
        #expect(superseded.takeForRoom(current: 2 * third) == [2])
        #expect(superseded.bytes == third)
    }

    @Test func `however often a large namespace changes, two of its snapshots and no more are there at once`() {
        var superseded = SupersededSnapshots()
        let large = 60 << 20
        for generation in 1...100 as ClosedRange<UInt64> {
            #expect(superseded.takeForRoom(current: large).count == (generation == 1 ? 0 : 1))
            // While the next is written.
            #expect(superseded.bytes == 0)
            superseded.add(generation, bytes: large, at: generation * 1_000_000)
        }
    }
}
