import Testing

@testable import FlagModel

@Suite struct QuantitiesTests {
    @Test(
        arguments: [
            ("500ms", .milliseconds(500)), ("0.5ms", .microseconds(500)), ("3s", .seconds(3)),
            ("1.5s", .milliseconds(1500)),
            ("1m", .seconds(60)), ("0.25m", .seconds(15)), ("24h", .seconds(86_400)), ("7d", .seconds(604_800)),
            ("999999999d", .seconds(86_399_999_913_600)),
        ] as [(String, Duration)])
    func `reads durations exactly`(text: String, duration: Duration) {
        #expect(Quantities.duration(text) == duration)
    }

    @Test(arguments: [
        "", "3", "s", "-3s", "+3s", "3 s", "3S", "1e3s", "1.s", ".5s", "1.2345s", "1.2.3s", "9999999999s", "٣s", "3sec",
    ])
    func `takes nothing else for a duration`(text: String) {
        #expect(Quantities.duration(text) == nil)
    }

    @Test(
        arguments: [
            ("0%", 0), ("100%", 100_000), ("0.001%", 1), ("33.33 %", 33_330), ("100.000%", 100_000), ("5.5%", 5_500),
        ] as [(String, UInt32)])
    func `reads shares exactly`(text: String, share: UInt32) {
        #expect(Quantities.share(text) == share)
    }

    @Test(arguments: ["", "%", "5", "-5%", "100.001%", "101%", "0.0001%", "5%%", "5  %", "a%", "99999999999999999999%"])
    func `takes nothing else for a share`(text: String) {
        #expect(Quantities.share(text) == nil)
    }

    @Test(
        arguments: [
            ("$3", 3_000_000), ("$0.075", 75_000), ("$0.000001", 1), ("$999999.999999", 999_999_999_999), ("$0", 0),
            ("$15.50", 15_500_000),
        ] as [(String, Int64)])
    func `money is exact to a millionth`(text: String, amount: Int64) {
        #expect(Quantities.microdollars(text) == amount)
        #expect(Quantities.microdollars(Quantities.dollars(amount)) == amount)
    }

    @Test(arguments: ["", "$", "3", "3$", "$-3", "$+3", "$ 3", "$.5", "$3.", "$1000000", "$0.0000001", "$1e3", "$٣"])
    func `anything else is no money`(text: String) {
        #expect(Quantities.microdollars(text) == nil)
    }
}
