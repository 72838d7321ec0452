import FlagModel
import NIOHTTP1

extension IntakeAnswer {
    /// Rejections named in one answer; the others are only counted.
    static let namedRejections = 100

    /// What the sender is told.
    var response: HTTPResponse {
        switch self {
        case .full(let seconds):
            return .problem(
                .serviceUnavailable, "the intake queue is full; nothing of this batch was taken",
                headers: [("retry-after", String(max(1, seconds)))])
        case .read(let accepted, let rejected, let unnamed):
            let named = rejected.prefix(Self.namedRejections).map { rejection -> JSONValue in
                ["index": .integer(Int64(rejection.index)), "reason": .string(rejection.reason)]
            }
            let body: JSONValue = [
                "accepted": .integer(Int64(accepted)),
                "rejected": .array(named),
                "rejected_total": .integer(Int64(rejected.count + unnamed)),
            ]
            return .json(accepted == 0 && !rejected.isEmpty ? .badRequest : .ok, body.canonical)
        }
    }
}
