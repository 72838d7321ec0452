import FlagModel
import NIOHTTP1

/// `POST /v1/outcomes`: a JSON object, an array of them, or one a line.
package struct OutcomeDoor: Sendable {
    package typealias Intake = @Sendable (_ body: [UInt8], PeerCredentials?) async -> IntakeAnswer

    /// Rejections named in one answer; the others are only counted.
    static let namedRejections = 100

    private let intake: Intake

    package init(intake: @escaping Intake) { self.intake = intake }

    package var routes: [HTTPRoute] { [HTTPRoute(.POST, "/v1/outcomes", .asynchronous(respond))] }

    private func respond(to request: HTTPRequest) async -> HTTPResponse {
        switch await intake(request.body, request.peer) {
        case .full(let seconds):
            return .problem(
                .serviceUnavailable, "the intake queue is full; nothing of this batch was taken",
                headers: [("retry-after", String(max(1, seconds)))])
        case .read(let accepted, let rejected):
            let named = rejected.prefix(Self.namedRejections).map { rejection -> JSONValue in
                ["index": .integer(Int64(rejection.index)), "reason": .string(rejection.reason)]
            }
            let body: JSONValue = [
                "accepted": .integer(Int64(accepted)),
                "rejected": .array(named),
                "rejected_total": .integer(Int64(rejected.count)),
            ]
            return .json(accepted == 0 && !rejected.isEmpty ? .badRequest : .ok, body.canonical)
        }
    }
}
