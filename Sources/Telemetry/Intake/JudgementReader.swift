import FlagModel

/// Reads one user's reaction or evaluator's judgement.
struct JudgementReader {
    let fields: FieldReader

    /// `{"feature", "kind", ...}`
    func feedback(source: Outcome.Source, now: UInt64) throws(FieldError) -> Judgement {
        try judgement(.feedback(kind: fields.required("kind", limit: Judgement.wordLimit)), source, now)
    }

    /// `{"feature", "name", "value", ...}`
    func score(source: Outcome.Source, now: UInt64) throws(FieldError) -> Judgement {
        let name = try fields.required("name", limit: Judgement.wordLimit)
        let dimension = try fields.text("dimension", limit: Judgement.wordLimit) ?? ""
        guard let member = fields.member("value") else { throw FieldError("value: missing") }
        guard let value = member.number, RecordBounds.score.contains(value) else {
            throw FieldError("value: should be a number from -1,000,000 to 1,000,000")
        }
        return try judgement(.score(name: name, dimension: dimension, value: value), source, now)
    }

    private func judgement(
        _ opinion: Judgement.Opinion, _ source: Outcome.Source, _ now: UInt64
    ) throws(FieldError) -> Judgement {
        Judgement(
            source: source, feature: try fields.required("feature"), variant: try fields.text("variant") ?? "",
            opinion: opinion, time: try fields.time(now: now), revision: try fields.revision(),
            decision: try fields.decision(), unit: try fields.unit())
    }
}
