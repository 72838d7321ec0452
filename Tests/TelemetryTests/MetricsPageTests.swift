import Foundation
import Testing

@testable import Telemetry

@Suite struct MetricsPageTests {
    @Test(arguments: MetricFamily.all)
    func `docs/metrics.md names every metric and its labels`(family: MetricFamily) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let suffix = family.kind == .counter ? "_total" : family.kind == .summary ? "_sum" : ""
        let name = family.name + suffix
        let row = page.split(separator: "\n").first { $0.hasPrefix("| ") && $0.contains("`\(name)`") }
        let columns = try #require(row, "\(name) is missing").split(separator: "|").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(columns[2] == family.labels.joined(separator: ", "))
    }
}
