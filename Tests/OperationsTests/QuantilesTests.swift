import FlagModel
import Testing

@testable import Operations

@Suite("Quantiles")
struct QuantilesTests {
    @Test("are values that were measured, by nearest rank")
    func nearestRank() {
        let quantiles = Quantiles((1...200).reversed().map(Double.init))
        #expect(quantiles?.p50 == 100)
        #expect(quantiles?.p90 == 180)
        #expect(quantiles?.p99 == 198)
        #expect(quantiles?.max == 200)
        #expect(quantiles?.count == 200)
    }

    @Test("of one value are that value")
    func one() {
        let quantiles = Quantiles([7])
        #expect(quantiles?.p50 == 7)
        #expect(quantiles?.max == 7)
    }

    @Test("of nothing, or of no numbers, there are none")
    func none() {
        #expect(Quantiles([]) == nil)
        #expect(Quantiles([.nan, .infinity]) == nil)
    }

    @Test(
        "times read as people say them",
        arguments: [
            (0.44, "0.4 ms"), (12.3, "12 ms"), (999, "999 ms"), (3_210, "3.2 s"), (240_000, "4 min"),
            (18_000_000, "5 h"), (1_036_800_000, "12 d"), (.nan, "unknown"), (1e300, "1.1574074074074075e+292 d"),
        ])
    func milliseconds(value: Double, text: String) {
        #expect(Milliseconds.text(value) == text)
    }
}
