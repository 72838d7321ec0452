import Foundation
import Testing

@testable import Telemetry

/// What Prometheus's own Python parsers make of our text. Needs `prometheus_client` from PyPI for the `python3` in
/// the path, or for the one that `FLAGPOST_PYTHON` names.
@Suite(.enabled(if: PrometheusParser.isAvailable))
struct PrometheusParserTests {
    @Test(arguments: ExpositionFormat.allCases)
    func `the reference parser reads what is written`(format: ExpositionFormat) throws {
        var registry = MetricRegistry()
        registry.add(2, to: .requests, ["a\"b\\c\nd", "stable", "ok"])
        registry.add(100_001, to: .cost, ["chat", "stable", "m"])
        registry.observe(0.3, in: .latency, ["chat", "stable"])
        registry.observe(500, in: .latency, ["chat", "stable"])
        registry.set(.infinity, of: .guardValue, ["chat", "errors", "canary"])
        registry.set(1, of: .buildInfo, ["1.0"])
        let read = try PrometheusParser.samples(registry.exposition(format), format)
        #expect(read["flagpost_requests_total a\"b\\c\nd|ok|stable"] == 2)
        #expect(read["flagpost_cost_usd_total chat|m|stable"] == 0.100001)
        #expect(read["flagpost_latency_seconds_bucket chat|0.5|stable"] == 1)
        #expect(read["flagpost_latency_seconds_bucket chat|+Inf|stable"] == 2)
        #expect(read["flagpost_latency_seconds_sum chat|stable"] == 500.3)
        #expect(read["flagpost_guard_value chat|errors|canary"] == .infinity)
        #expect(read["flagpost_build_info 1.0"] == 1)
        #expect(read["flagpost_series_overflow_total requests"] == 0)
    }
}

enum PrometheusParser {
    static let python = ProcessInfo.processInfo.environment["FLAGPOST_PYTHON"] ?? "python3"

    static let isAvailable: Bool = (try? run(["-c", "import prometheus_client"], input: []))?.status == 0

    /// Samples by name and label values, in the order of label names.
    static func samples(_ text: [UInt8], _ format: ExpositionFormat) throws -> [String: Double] {
        let module = format == .prometheus ? "prometheus_client.parser" : "prometheus_client.openmetrics.parser"
        let script = """
            import sys, json
            from \(module) import text_string_to_metric_families as read
            for family in read(sys.stdin.buffer.read().decode()):
                for sample in family.samples:
                    labels = "|".join(value for _, value in sorted(sample.labels.items()))
                    print(json.dumps([sample.name + " " + labels, str(sample.value)]))
            """
        let (status, output) = try run(["-c", script], input: text)
        try #require(status == 0, "the parser refused the text")
        var samples: [String: Double] = [:]
        for line in output.split(separator: UInt8(ascii: "\n")) {
            let pair = try JSONDecoder().decode([String].self, from: Data(line))
            samples[pair[0]] = Double(pair[1])
        }
        return samples
    }

    private static func run(_ arguments: [String], input: [UInt8]) throws -> (status: Int32, output: Data) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python] + arguments
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input))
        try stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
