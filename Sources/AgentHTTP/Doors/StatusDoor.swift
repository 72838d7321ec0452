package import FlagModel
import NIOHTTP1

/// `GET /v1/status`, and `GET /v1/features/{key}/live`: a feature's windows as its guards see them.
package struct StatusDoor: Sendable {
    private let status: @Sendable () async -> JSONValue
    private let live: @Sendable (_ key: String) async -> JSONValue?

    /// `live` answers `nil` for a feature it does not know.
    package init(
        status: @escaping @Sendable () async -> JSONValue, live: @escaping @Sendable (_ key: String) async -> JSONValue?
    ) {
        self.status = status
        self.live = live
    }

    package var routes: [HTTPRoute] {
        [
            HTTPRoute(.GET, "/v1/status", .asynchronous { _ in .json(.ok, await status().canonical) }),
            HTTPRoute(
                .GET, "/v1/features/{key}/live",
                .asynchronous { request in
                    guard let windows = await live(request.parameters["key"] ?? "") else {
                        return .problem(.notFound, "there is no such feature")
                    }
                    return .json(.ok, windows.canonical)
                }),
        ]
    }
}
