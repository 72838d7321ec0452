// Changes as stored inside proposals and schedules. Bodies are JSON themselves, and stand in there as texts, so that
// their bytes come back as they were.

package import FlagModel

extension DocumentChange {
    package var json: JSONValue {
        [
            "document": .string(id.description),
            "expected": .integer(Int64(clamping: expected)),
            "body": body.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
            "digests": .object(digests.mapValues(JSONValue.string)),
            "erases": .bool(erasesPast),
        ]
    }

    /// `nil` where it cannot be read.
    package init?(json: JSONValue) {
        guard let id = (json["document"]?.string).flatMap(DocumentID.init(_:)),
            let expected = json["expected"]?.integer.flatMap(UInt64.init(exactly:)), let body = json["body"]
        else { return nil }
        guard body == .null || body.string != nil else { return nil }
        self.init(
            id: id, expected: expected, body: body.string.map { Array($0.utf8) },
            digests: (json["digests"]?.object ?? [:]).compactMapValues(\.string), erasesPast: json["erases"] == true)
    }
}

extension StateOperation {
    /// `null` for a trip, which is never put off and never proposed.
    package var json: JSONValue {
        switch self {
        case .kill: ["operation": "kill"]
        case .withdraw(let variant, let digest):
            ["operation": "withdraw", "variant": .string(variant), "digest": .string(digest)]
        case .restore(let variant, let expected):
            [
                "operation": "restore", "variant": variant.map { .string($0) } ?? .null,
                "expected": .integer(Int64(clamping: expected)),
            ]
        case .stage(let step, let expected):
            [
                "operation": "stage", "rollout": .string(step.id), "variant": .string(step.candidate),
                "digest": .string(step.digest), "salt": .string(step.salt), "share": .integer(Int64(step.share)),
                "expected": .integer(Int64(clamping: expected)),
            ]
        case .resume(let expected): ["operation": "resume", "expected": .integer(Int64(clamping: expected))]
        case .rollback: ["operation": "rollback"]
        case .pause: ["operation": "pause"]
        case .trip: .null
        }
    }

    /// `nil` where it cannot be read.
    package init?(json: JSONValue) {
        let variant = json["variant"]?.string
        let expected = json["expected"]?.integer.flatMap(UInt64.init(exactly:))
        switch json["operation"]?.string {
        case "kill": self = .kill
        case "rollback": self = .rollback
        case "pause": self = .pause
        case "withdraw":
            guard let variant else { return nil }
            self = .withdraw(variant: variant, digest: json["digest"]?.string ?? "")
        case "restore":
            guard let expected else { return nil }
            self = .restore(variant: variant, expected: expected)
        case "resume":
            guard let expected else { return nil }
            self = .resume(expected: expected)
        case "stage":
            guard let variant, let expected, let id = json["rollout"]?.string, let salt = json["salt"]?.string,
                let share = json["share"]?.integer.flatMap(UInt32.init(exactly:))
            else { return nil }
            let step = RolloutStep(
                id: id, candidate: variant, digest: json["digest"]?.string ?? "", salt: salt, share: share)
            self = .stage(step, expected: expected)
        default: return nil
        }
    }
}
