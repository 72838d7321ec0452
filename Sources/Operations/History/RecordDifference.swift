package import FlagModel
package import FlagStore

/// What a record did to one document, content beside content.
package struct RecordDifference {
    package enum Effect {
        case created
        case deleted
        case changed([ValueDifference])
        /// Its text is what it was: what it resolves to may differ.
        case same
        /// The contents before, after or both are gone; why.
        case gone(String)
    }

    package var id: DocumentID
    package var effect: Effect

    package init(_ id: DocumentID, before: DocumentPast, after: String?, contents: KeptContents) {
        self.id = id
        switch (before, after) {
        case (_, nil): effect = .deleted
        case (.absent, _): effect = .created
        case (.trimmed, _):
            effect = .gone("what it was before stands in a part of the log that was exported and trimmed")
        case (.digest(let old), let new?) where old == new: effect = .same
        case (.digest(let old), let new?):
            guard let before = contents.body(old) else {
                effect = .gone("what it was before \(contents.absence(of: id))")
                return
            }
            guard let after = contents.body(new) else {
                effect = .gone("what it became \(contents.absence(of: id))")
                return
            }
            effect = .changed(ValueDifference.between(Self.value(before), Self.value(after)))
        }
    }

    /// What cannot be read differs as a whole.
    private static func value(_ body: [UInt8]) -> JSONValue {
        (try? JSONValue.parse(body)) ?? .string(String(decoding: body, as: UTF8.self))
    }

    package var json: JSONValue {
        var members: [String: JSONValue] = ["document": .string(id.description)]
        switch effect {
        case .created: members["effect"] = "create"
        case .deleted: members["effect"] = "delete"
        case .same: members["effect"] = "same"
        case .gone(let why):
            members["effect"] = "gone"
            members["why"] = .string(why)
        case .changed(let differences):
            members["effect"] = "change"
            members["differences"] = .array(differences.map(\.json))
        }
        return .object(members)
    }
}
