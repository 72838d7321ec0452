import NIOHTTP1

/// `POST /v1/outcomes`: a JSON object, an array of them, or one a line.
package struct OutcomeDoor: Sendable {
    package typealias Intake = @Sendable (_ body: [UInt8], PeerCredentials?) async -> IntakeAnswer

    private let intake: Intake

    package init(intake: @escaping Intake) { self.intake = intake }

    package var routes: [HTTPRoute] { [HTTPRoute(.POST, "/v1/outcomes", .asynchronous(respond))] }

    private func respond(to request: HTTPRequest) async -> HTTPResponse {
        await intake(request.body, request.peer).response
    }
}
