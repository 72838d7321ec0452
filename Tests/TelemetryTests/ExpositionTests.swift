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

    /// Without what the agent counts of itself, which is there from the start.
    func text(_ format: ExpositionFormat, _ registry: MetricRegistry) -> String {
        let own = Set(MetricFamily.all.map(\.fullName))
        let lines = String(decoding: registry.exposition(format), as: UTF8.self).split(separator: "\n").filter { line in
            !own.contains { line.contains($0) }
        }
        return lines.joined(separator: "\n") + "\n"
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
        var registry = makeRegistry()
        registry.time = 1_700_000_000_250
        registry.add(to: Self.family, ["later"])
        let text = text(.openMetrics, registry)
        #expect(text.contains("flagpost_calls_created{name=\"later\"} 1700000000.25\n"))
        #expect(!text.contains("flagpost_level_created"))
        #expect(
            text.hasPrefix(
                "# HELP flagpost_calls Says \\\"x\\\" with a \\\\ and\\na break.\n# TYPE flagpost_calls counter\n"))
        #expect(text.contains("flagpost_calls_total{name=\"a\\\"b\\\\c\\nd\"} 2\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test func `the process's own totals have no prefix and outlast no process`() {
        var registry = MetricRegistry()
        registry.set(12.5, of: .processCPU)
        let text = String(decoding: registry.exposition(.prometheus), as: UTF8.self)
        #expect(text.contains("\nprocess_cpu_seconds_total 12.5\n"))
        #expect(registry.unkept.allSatisfy { $0.family != .processCPU }, "a scrape writes nothing down for it")
        #expect(registry.totals.allSatisfy { $0.family != .processCPU })
        #expect(!registry.unkept.isEmpty)
    }

    @Test(arguments: [
        ("", ExpositionFormat.prometheus), ("text/plain", .prometheus),
        ("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", .openMetrics),
    ])
    func `the format is the one asked for`(accept: String, format: ExpositionFormat) {
        #expect(ExpositionFormat(accept: accept) == format)
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

    @Test func `a gauge's series are replaced as a whole`() {
        var registry = MetricRegistry()
        registry.set(1, of: .featureState, ["chat", "killed"])
        registry.replace(.featureState, with: [["search", "killed"]: 0])
        #expect(registry.value(of: .featureState, ["chat", "killed"]) == nil)
        #expect(registry.value(of: .featureState, ["search", "killed"]) == 0)
    }

    @Test func `what is not counted again after a start is left out`() {
        let registry = MetricRegistry()
        let text = String(decoding: registry.exposition(.prometheus, isComplete: false), as: UTF8.self)
        #expect(text.contains("flagpost_push_missed_total 0\n"))
        #expect(!text.contains("flagpost_intake_dropped_total"))
    }

    @Test func `every family has a name of its own`() {
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
    }
}
