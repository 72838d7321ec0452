import FlagModel
import Telemetry
import Testing

@testable import AgentHTTP

@Suite("Metrics and status")
struct MetricsDoorTests {
    @Test(
        "prefer OpenMetrics only where it is asked for by name and liked no less",
        arguments: [
            ("", ExpositionFormat.prometheus),
            ("*/*", .prometheus),
            ("text/html", .prometheus),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text; version=1.0.0; charset=utf-8", .openMetrics),
            ("application/openmetrics-text;version=0.0.1", .prometheus),
            ("application/openmetrics-text;version=1.0.0;q=0.2,text/plain;version=0.0.4;q=0.3", .prometheus),
            ("application/openmetrics-text;q=0, text/plain;q=0", .prometheus),
            ("application/openmetrics-text;q=nan", .prometheus),
            // What Prometheus 3 and 2 send.
            (
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;"
                    + "version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;"
                    + "q=0.3,*/*;q=0.2", .openMetrics
            ),
            ("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics),
            (",;,;;q=,", .prometheus),
        ])
    func negotiation(accept: String, expected: ExpositionFormat) {
        #expect(ExpositionFormat(accept: accept) == expected)
    }

    @Test("come with their format's content type")
    func contentType() async throws {
        try await withServer(routes: MetricsDoor { Array("\($0)".utf8) }.routes) { server in
            for format in ExpositionFormat.allCases {
                let response = try await server.get("/metrics", headers: "accept: \(format.contentType)\r\n")
                #expect(response?.body == "\(format)")
                #expect(response?.headers["content-type"] == format.contentType)
                #expect(response?.headers["vary"] == "accept")
            }
        }
    }

    @Test("tell the agent's status, and a feature's windows where it is known")
    func status() async throws {
        let door = StatusDoor(status: { ["revision": 7] }, live: { $0 == "chat" ? ["windows": [1]] : nil })
        try await withServer(routes: door.routes) { server in
            let status = try await server.get("/v1/status")
            #expect(status?.body == #"{"revision":7}"#)
            let live = try await server.get("/v1/features/chat/live")
            #expect(live?.body == #"{"windows":[1]}"#)
            let unknown = try await server.get("/v1/features/other/live")
            #expect(unknown?.status == 404)
        }
    }
}
