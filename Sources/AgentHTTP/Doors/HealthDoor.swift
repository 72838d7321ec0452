import FlagModel
import NIOHTTP1

/// `GET /livez` and `GET /readyz[?max_age=30s]`. Ready means that a snapshot is published, however old: services can
/// read. Who wants to know about the store as well asks with `max_age`. Both tell of the moment and latch nothing.
package struct HealthDoor: Sendable {
    private let readiness: @Sendable () -> Readiness
    private let lacks: @Sendable () -> [String]

    /// Both are called on an event loop: they must not block.
    ///
    /// - Parameter lacks: what the agent does without at this moment, a line each. It is alive all the same.
    package init(
        readiness: @escaping @Sendable () -> Readiness, lacks: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.readiness = readiness
        self.lacks = lacks
    }

    package var routes: [HTTPRoute] {
        [
            HTTPRoute(
                .GET, "/livez", isHealth: true,
                .immediate { [lacks] _ in .text(.ok, (["ok"] + lacks()).map { "\($0)\n" }.joined()) }),
            HTTPRoute(.GET, "/readyz", isHealth: true, .immediate(respond)),
        ]
    }

    private func respond(to request: HTTPRequest) -> HTTPResponse {
        var limit: Duration?
        if let text = request.query["max_age"] {
            limit = Duration(text)
            if limit == nil { return .problem(.badRequest, "max_age is a number with ms, s, m or h, such as 30s") }
        }
        let readiness = readiness()
        guard readiness.hasSnapshot else { return .problem(.serviceUnavailable, "no snapshot is published yet") }
        if let limit {
            guard let age = readiness.age else {
                return .problem(.serviceUnavailable, "the store has not been reached since the start")
            }
            guard age <= limit else {
                return .problem(.serviceUnavailable, "the store was last reached \(age.milliseconds) ms ago")
            }
        }
        let age = readiness.age.map { JSONValue.integer($0.milliseconds) } ?? .null
        return .json(.ok, JSONValue.object(["ready": true, "age_ms": age]).canonical)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let whole = seconds.multipliedReportingOverflow(by: 1000)
        return whole.overflow ? .max : whole.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000_000_000).0
    }
}
