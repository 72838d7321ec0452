package import FlagModel

extension Proposal {
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "author": .string(id.author), "name": .string(id.name), "reason": .string(reason),
            "at": applyAt.map { .integer($0) } ?? .null, "expires": .integer(expiresAt),
        ]
        switch content {
        case .documents(let changes, let move):
            members["changes"] = .array(changes.map(\.json))
            members["move"] = move.map { ["from": .string($0.from), "to": .string($0.to)] } ?? .null
        case .operation(let operation, let key):
            members["operation"] = operation.json
            members["key"] = .string(key)
        }
        return .object(members)
    }

    /// `nil` where it cannot be read.
    package init?(json: JSONValue) {
        guard let author = json["author"]?.string, let name = json["name"]?.string,
            let expires = json["expires"]?.integer
        else { return nil }
        let content: Content
        if let operation = json["operation"] {
            guard let operation = StateOperation(json: operation), let key = json["key"]?.string else { return nil }
            content = .operation(operation, key: key)
        } else {
            let changes = (json["changes"]?.array ?? []).map(DocumentChange.init(json:))
            guard !changes.contains(nil) else { return nil }
            let move = json["move"].flatMap { move in
                (move["from"]?.string).flatMap { from in
                    (move["to"]?.string).map { StateMove(from: from, to: $0) }
                }
            }
            content = .documents(changes.compactMap { $0 }, move: move)
        }
        self.init(
            id: ProposalID(author: author, name: name), content: content, reason: json["reason"]?.string ?? "",
            applyAt: json["at"]?.integer, expiresAt: expires)
    }
}
