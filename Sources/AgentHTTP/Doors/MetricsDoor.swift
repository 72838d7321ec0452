import NIOHTTP1
package import Telemetry

/// `GET /metrics`, in the format the client prefers.
package struct MetricsDoor: Sendable {
    private let render: @Sendable (ExpositionFormat) async -> [UInt8]

    package init(render: @escaping @Sendable (ExpositionFormat) async -> [UInt8]) { self.render = render }

    package var routes: [HTTPRoute] {
        [
            HTTPRoute(
                .GET, "/metrics",
                .asynchronous { request in
                    let format = ExpositionFormat(accept: request.headers["accept"].joined(separator: ","))
                    return HTTPResponse(
                        .ok, contentType: format.contentType, headers: [("vary", "accept")], body: await render(format))
                })
        ]
    }
}
