package import FlagModel

extension Schedule {
    package var json: JSONValue {
        [
            "id": .string(id), "at": .integer(at), "purpose": .string(purpose.rawValue),
            "changes": .array(changes.map(\.json)),
            "operations": .array(
                operations.map { ["key": .string($0.key), "operation": $0.operation.json] }),
            "payload": payload.json,
        ]
    }

    /// `nil` where it cannot be read.
    package init?(json: JSONValue) {
        guard let id = json["id"]?.string, let at = json["at"]?.integer,
            let purpose = (json["purpose"]?.string).flatMap(Purpose.init(rawValue:)),
            let payload = json["payload"].map(ChangePayload.init(json:))
        else { return nil }
        let changes = (json["changes"]?.array ?? []).map(DocumentChange.init(json:))
        let operations = (json["operations"]?.array ?? []).map { item -> Operation? in
            guard let key = item["key"]?.string,
                let operation = item["operation"].flatMap(StateOperation.init(json:))
            else { return nil }
            return Operation(operation, on: key)
        }
        guard !changes.contains(nil), !operations.contains(nil) else { return nil }
        self.init(
            id: id, at: at, purpose: purpose, changes: changes.compactMap { $0 },
            operations: operations.compactMap { $0 }, attribution: payload.attribution, proposal: payload.proposal)
    }
}
