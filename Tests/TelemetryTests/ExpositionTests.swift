import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
    static let family = MetricFamily("calls", .counter, labels: ["name"], help: "Says \"x\" with a \\ and\na break.")
    static let level = MetricFamily("level", .gauge, help: "A level.")
    static let time = MetricFamily("time_seconds", .histogram([0.5, 1, 10]), labels: ["name"], help: "Durations.")

    func makeRegistry() -> MetricRegistry {
        var registry = MetricRegistry()
        registry.add(2, to: Self.family, ["a\"b\\c\nd"])
        registry.set(-0.5, of: Self.level)
        for value in [0.2, 0.5, 3, 60] { registry.observe(value, in: Self.time, ["x"]) }
        return registry
    }

    func text(_ format: ExpositionFormat, _ registry: MetricRegistry) -> String {
        String(decoding: registry.exposition(format), as: UTF8.self)
    }

    @Test func `writes the plain format`() {
        #expect(
            text(.prometheus, makeRegistry()) == #"""
                # HELP flagpost_calls_total Says "x" with a \\ and\na break.
                # TYPE flagpost_calls_total counter
                flagpost_calls_total{name="a\"b\\c\nd"} 2
                # HELP flagpost_level A level.
                # TYPE flagpost_level gauge
                flagpost_level -0.5
                # HELP flagpost_series_overflow_total Samples for which there was no room for another series.
                # TYPE flagpost_series_overflow_total counter
                flagpost_series_overflow_total 0
                # HELP flagpost_time_seconds Durations.
                # TYPE flagpost_time_seconds histogram
                flagpost_time_seconds_bucket{name="x",le="0.5"} 2
                flagpost_time_seconds_bucket{name="x",le="1.0"} 2
                flagpost_time_seconds_bucket{name="x",le="10.0"} 3
                flagpost_time_seconds_bucket{name="x",le="+Inf"} 4
                flagpost_time_seconds_sum{name="x"} 63.7
                flagpost_time_seconds_count{name="x"} 4

                """#)
    }

    @Test func `writes OpenMetrics`() {
        let text = text(.openMetrics, makeRegistry())
        #expect(
            text.hasPrefix(
                "# HELP flagpost_calls Says \\\"x\\\" with a \\\\ and\\na break.\n# TYPE flagpost_calls counter\n"))
        #expect(text.contains("flagpost_calls_total{name=\"a\\\"b\\\\c\\nd\"} 2\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test(arguments: [
        ("", ExpositionFormat.prometheus), ("text/plain", .prometheus),
        ("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", .openMetrics),
    ])
    func `the format is the one asked for`(accept: String, format: ExpositionFormat) {
        #expect(ExpositionFormat(accept: accept) == format)
    }

    @Test func `series are capped and the overflow is counted`() {
        var registry = MetricRegistry(seriesLimit: 10)
        for name in 0..<100 { registry.add(to: Self.family, ["\(name)"]) }
        registry.add(to: Self.family, ["3"])
        #expect(registry.value(of: Self.family, ["3"]) == 2)
        #expect(registry.value(of: .seriesOverflow) == 90)
        #expect(registry.value(of: Self.family, ["50"]) == nil)
    }

    @Test func `what makes no sense changes nothing`() {
        var registry = MetricRegistry()
        registry.add(-1, to: Self.family, ["a"])
        registry.add(.nan, to: Self.family, ["a"])
        registry.add(1, to: Self.family, ["too", "many"])
        registry.observe(.infinity, in: Self.time, ["a"])
        registry.observe(1, in: Self.level)
        #expect(registry == MetricRegistry())
    }

    @Test func `a gauge's series can be taken away`() {
        var registry = MetricRegistry()
        registry.set(1, of: .featureState, ["chat", "live"])
        registry.set(1, of: .featureState, ["search", "live"])
        registry.remove(.featureState, first: "chat")
        #expect(registry.value(of: .featureState, ["chat", "live"]) == nil)
        #expect(registry.value(of: .featureState, ["search", "live"]) == 1)
        #expect(registry.seriesCount == 1)
    }

    @Test func `every family has a name of its own`() {
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
    }
}
