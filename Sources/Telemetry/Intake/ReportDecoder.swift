// Outcomes, feedback and scores as services without the library report them: a JSON object, an array of them, or one a
// line (NDJSON), from an HTTP body or a datagram.

import FlagModel

/// Turns bytes into records, and says of each one that it refuses why.
package struct ReportDecoder: Sendable {
    package enum Kind: Sendable {
        case outcome, feedback, score
    }

    package struct Rejection: Sendable, Equatable {
        /// Of the record, from 0, in its array or among the lines that are not blank.
        package var index: Int
        /// What is wrong and what would be right: `latency_ms: should be a number from 0 to 86400000`.
        package var reason: String
    }

    /// Why records were refused, as metrics say it.
    package enum Cause: String, Sendable {
        case malformed = "rejected"
        case unknownFeature = "unknown_feature"
        case unknownVariant = "unknown_variant"
    }

    package struct Batch: Sendable, Equatable {
        package var outcomes: [Outcome] = []
        package var judgements: [Judgement] = []
        /// The first `ReportDecoder.rejectionLimit` of them.
        package var rejections: [Rejection] = []
        /// How many for each cause.
        package var rejected: [Cause: Int] = [:]
        /// Names for which the nearest one was looked for already, with what was found.
        fileprivate var suggested: [String: String] = [:]

        package var rejectedCount: Int { rejected.values.reduce(0, +) }

        package var acceptedCount: Int { outcomes.count + judgements.count }
    }

    package static let recordLimit = 10_000
    package static let rejectionLimit = 100
    /// Unknown names of one batch for which the nearest one is looked for: among many that takes time.
    static let suggestionLimit = 3
    /// Far above what an outcome needs.
    private static let lineLimits = JSONLimits(bytes: 1 << 16, depth: 8, values: 1_000)

    let kind: Kind?
    let names: KnownNames?
    let hash: @Sendable (String) -> UInt128

    /// - Parameters:
    ///   - kind: what the records are; `nil` where each one's fields say so: `kind` makes it feedback, `value` a score,
    ///     and `result` an outcome whatever else it has.
    ///   - names: what records may name; `nil` for a caller who checks that itself.
    ///   - hash: the namespace's keyed hash, for units that arrive without having been hashed.
    package init(
        _ kind: Kind? = nil, names: KnownNames? = nil, hash: @escaping @Sendable (String) -> UInt128
    ) {
        self.kind = kind
        self.names = names
        self.hash = hash
    }

    /// - Parameters:
    ///   - bytes: within the door's own limit.
    ///   - now: monotonic nanoseconds, from which a record's `age_ms` counts back.
    package func decode(_ bytes: [UInt8], source: Outcome.Source, now: UInt64) -> Batch {
        var batch = Batch()
        guard let first = bytes.first(where: { !Self.isBlank($0) }) else {
            reject(0, "empty: should be an object, an array of them, or one a line", in: &batch)
            return batch
        }
        if first == UInt8(ascii: "[") {
            decodeArray(bytes, source, now, into: &batch)
        } else {
            decodeLines(bytes, source, now, into: &batch)
        }
        return batch
    }

    private func decodeArray(_ bytes: [UInt8], _ source: Outcome.Source, _ now: UInt64, into batch: inout Batch) {
        do throws(JSONError) {
            let records = try JSONValue.parse(bytes, limits: JSONLimits(depth: 9)).array ?? []
            for (index, record) in records.enumerated() {
                guard isWithinLimit(index, of: records.count, &batch) else { return }
                take(record, index, source, now, into: &batch)
            }
        } catch {
            reject(0, "\(error)", in: &batch)
        }
    }

    private func decodeLines(_ bytes: [UInt8], _ source: Outcome.Source, _ now: UInt64, into batch: inout Batch) {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(Self.isBlank) }
        // One object may be written over several lines; if it is not, the first line's end tells soon enough.
        if lines.count > 1, let whole = try? JSONValue.parse(bytes, limits: Self.lineLimits) {
            take(whole, 0, source, now, into: &batch)
            return
        }
        for (index, line) in lines.enumerated() {
            guard isWithinLimit(index, of: lines.count, &batch) else { return }
            do throws(JSONError) {
                let record = try JSONValue.parse(Array(line), limits: Self.lineLimits)
                take(record, index, source, now, into: &batch)
            } catch {
                reject(index, error.message + " (column \(error.column))", in: &batch)
            }
        }
    }

    private func isWithinLimit(_ index: Int, of count: Int, _ batch: inout Batch) -> Bool {
        guard index >= Self.recordLimit else { return true }
        reject(index, "too many records: should be at most \(Self.recordLimit) at once", in: &batch)
        batch.rejected[.malformed, default: 0] += count - index - 1
        return false
    }

    private func take(
        _ record: JSONValue, _ index: Int, _ source: Outcome.Source, _ now: UInt64, into batch: inout Batch
    ) {
        do throws(FieldError) {
            guard case .object(let members) = record else { throw FieldError("should be an object") }
            let fields = FieldReader(members: members, hash: hash)
            switch kind ?? fields.kind {
            case .outcome:
                let outcome = try OutcomeReader(fields: fields).outcome(source: source, now: now)
                guard isKnown(outcome.feature, outcome.variant, index, source, now, &batch) else { return }
                batch.outcomes.append(outcome)
            case .feedback:
                take(try JudgementReader(fields: fields).feedback(source: source, now: now), index, now, into: &batch)
            case .score:
                take(try JudgementReader(fields: fields).score(source: source, now: now), index, now, into: &batch)
            }
        } catch {
            reject(index, error.reason, in: &batch)
        }
    }

    private func take(_ judgement: Judgement, _ index: Int, _ now: UInt64, into batch: inout Batch) {
        guard isKnown(judgement.feature, judgement.variant, index, judgement.source, now, &batch) else { return }
        batch.judgements.append(judgement)
    }

    /// Whether documents know the names; else the record is refused. Nobody is told of a datagram's.
    private func isKnown(
        _ feature: String, _ variant: String, _ index: Int, _ source: Outcome.Source, _ now: UInt64,
        _ batch: inout Batch
    ) -> Bool {
        guard let names, let fault = names.fault(feature: feature, variant: variant, now: now) else { return true }
        let cause: Cause = fault == .feature ? .unknownFeature : .unknownVariant
        guard source != .datagram, batch.rejections.count < Self.rejectionLimit else {
            batch.rejected[cause, default: 0] += 1
            return false
        }
        let name = fault == .feature ? feature : "\(feature)/\(variant)"
        let reason =
            batch.suggested[name]
            ?? names.reason(
                fault, feature: feature, variant: variant,
                isSuggesting: batch.suggested.count < Self.suggestionLimit)
        if batch.suggested.count < Self.suggestionLimit { batch.suggested[name] = reason }
        reject(index, reason, cause, in: &batch)
        return false
    }

    private func reject(_ index: Int, _ reason: String, _ cause: Cause = .malformed, in batch: inout Batch) {
        batch.rejected[cause, default: 0] += 1
        guard batch.rejections.count < Self.rejectionLimit else { return }
        batch.rejections.append(Rejection(index: index, reason: reason))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

extension FieldReader {
    /// What a record is by the fields it has.
    fileprivate var kind: ReportDecoder.Kind {
        if member("result") != nil { return .outcome }
        if member("kind") != nil { return .feedback }
        return member("value") == nil ? .outcome : .score
    }
}
