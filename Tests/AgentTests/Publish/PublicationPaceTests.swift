import Testing

@testable import Agent

@Suite struct PublicationPaceTests {
    private let millisecond: UInt64 = 1_000_000

    @Test(arguments: [10 << 10, 1 << 20]) func `a small namespace is written at once, however often it changes`(
        bytes: Int
    ) {
        var pace = PublicationPace()
        for turn in 0..<1000 as Range<UInt64> {
            // Twenty times a second.
            let now = (1000 + turn * 50) * millisecond
            #expect(pace.wait(at: now) == 0)
            pace.wrote(bytes, at: now)
        }
    }

    @Test func `a large one may burst, and is then written at the pace that its bytes allow`() {
        var pace = PublicationPace()
        var now = 1000 * millisecond
        var writings: [UInt64] = []
        while now < 61_000 * millisecond {
            let wait = pace.wait(at: now)
            if wait == 0 {
                pace.wrote(64 << 20, at: now)
                writings.append(now)
            }
            now += max(wait, 10 * millisecond)
        }
        // One a second, and the first few at once.
        #expect((60...66).contains(writings.count))
        #expect(writings[3] < 1100 * millisecond)
    }

    @Test func `after a time at rest it may burst again`() {
        var pace = PublicationPace()
        for _ in 0..<8 { pace.wrote(64 << 20, at: 1000 * millisecond) }
        #expect(pace.wait(at: 1000 * millisecond) == 4000 * millisecond)
        #expect(pace.wait(at: 60_000 * millisecond) == 0)
    }
}
