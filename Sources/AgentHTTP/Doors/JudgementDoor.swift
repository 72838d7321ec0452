import NIOHTTP1

/// `POST /v1/feedback` and `POST /v1/scores`: a JSON object, an array of them, or one a line.
package struct JudgementDoor: Sendable {
    private let feedback: OutcomeDoor.Intake
    private let scores: OutcomeDoor.Intake

    package init(feedback: @escaping OutcomeDoor.Intake, scores: @escaping OutcomeDoor.Intake) {
        self.feedback = feedback
        self.scores = scores
    }

    package var routes: [HTTPRoute] {
        [
            HTTPRoute(.POST, "/v1/feedback", .asynchronous { await feedback($0.body, $0.peer).response }),
            HTTPRoute(.POST, "/v1/scores", .asynchronous { await scores($0.body, $0.peer).response }),
        ]
    }
}
