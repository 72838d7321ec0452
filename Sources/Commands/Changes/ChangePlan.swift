import FlagModel
import FlagStore

/// What an `apply` would change, document by document, resting on the revisions its author is shown.
struct ChangePlan {
    struct Step {
        enum Effect: Equatable {
            case create
            case change([ValueDifference])
            case unchanged
        }

        var change: DocumentChange
        var effect: Effect
    }

    var steps: [Step]

    init(_ documents: [Document], stored: [StoredDocument]) {
        let live = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        steps = documents.map { document in
            let id = DocumentID(kind: document.kind.rawValue, key: document.key)
            let before = live[id].flatMap { $0.body == nil ? nil : $0 }
            return Step(
                change: DocumentChange(
                    id: id, expected: before?.revision ?? 0, body: document.body, digests: document.digests),
                effect: Self.effect(of: document.body, on: before?.body))
        }
    }

    /// Only what really changes is committed.
    var changes: [DocumentChange] { steps.filter { $0.effect != .unchanged }.map(\.change) }

    /// Which of the planned documents are no longer what they were planned on: what each is now.
    func overtaken(by stored: [StoredDocument]) -> [(id: DocumentID, seen: UInt64, now: UInt64)] {
        let live = Dictionary(stored.map { ($0.id, $0.body == nil ? 0 : $0.revision) }, uniquingKeysWith: { $1 })
        return changes.compactMap { change in
            let now = live[change.id] ?? 0
            return now == change.expected ? nil : (change.id, change.expected, now)
        }
    }

    private static func effect(of body: [UInt8], on before: [UInt8]?) -> Step.Effect {
        guard let before else { return .create }
        guard before != body else { return .unchanged }
        // What cannot be read differs as a whole.
        let old = (try? JSONValue.parse(before)) ?? .string(String(decoding: before, as: UTF8.self))
        let new = (try? JSONValue.parse(body)) ?? .string(String(decoding: body, as: UTF8.self))
        let differences = ValueDifference.between(old, new)
        return differences.isEmpty ? .unchanged : .change(differences)
    }
}
