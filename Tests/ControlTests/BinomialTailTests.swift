import Testing

@testable import Control

@Suite struct BinomialTailTests {
    @Test func `agrees with scipy`() {
        for (k, n, p, tail) in binomialTailReference {
            let ours = BinomialTail.probability(atLeast: k, of: n, each: p)
            #expect(abs(ours - tail) <= 1e-7 * tail, "k \(k), n \(n), p \(p): \(ours), scipy \(tail)")
        }
    }

    @Test func `falls as more calls fail`() {
        for n in [20.0, 300, 6_000] {
            let tails = (0...Int(n)).map { BinomialTail.probability(atLeast: Double($0), of: n, each: 0.05) }
            #expect(zip(tails, tails.dropFirst()).allSatisfy { $0 >= $1 })
            #expect(tails[0] == 1)
        }
    }

    @Test func `convicts nobody on arguments without sense`() {
        for (k, n, p) in [(Double.nan, 10.0, 0.1), (3, -1, 0.1), (3, .infinity, 0.1), (0, 0, 0.1), (3, 10, -0.1)] {
            #expect(BinomialTail.probability(atLeast: k, of: n, each: p) == 1)
        }
        #expect(BinomialTail.probability(atLeast: 11, of: 10, each: 0.1) == 0)
    }
}
