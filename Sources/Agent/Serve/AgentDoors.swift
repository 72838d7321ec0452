// What the agent's doors on sockets answer with.

import AgentCore
import AgentHTTP
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Telemetry

/// The routes of the agent's endpoints.
struct AgentDoors: Sendable {
    let core: SharedCore
    let telemetry: TelemetryHub
    let metrics: AgentMetrics
    let evaluator: SocketEvaluator
    let control: SharedControlPage
    let status: StatusReport
    let desk: HostDesk
    let operators: HostOperators
    let gauges: ScrapeGauges
    let board: DoorBoard

    /// Health and metrics, for TCP and the socket.
    var observation: [HTTPRoute] {
        let health = HealthDoor {
            Readiness(
                hasSnapshot: core.read { $0.propagation.applied } != nil, age: control.age(at: HostClock.monotonic()))
        } lacks: {
            board.lacks
        }
        let exposition = MetricsDoor { format in
            await telemetry.awaitCaughtUp()
            gauges.refresh()
            return await telemetry.exposition(format)
        }
        return health.routes + exposition.routes
    }

    /// Everything else, for the socket only.
    var service: [HTTPRoute] {
        EvaluationDoor { key, context in
            let answer = evaluator.evaluate(key, context)
            count(answer, of: key)
            return answer
        } evaluateAll: { context in
            await evaluator.evaluateAll(core.read { $0.mirror.served.keys.sorted() }, context)
        }.routes
            + OutcomeDoor { await acknowledge($0, .outcome, user: $1?.userID) }.routes
            + JudgementDoor(
                feedback: { await acknowledge($0, .feedback, user: $1?.userID) },
                scores: { await acknowledge($0, .score, user: $1?.userID) }
            ).routes
            + HostRestrictionDoor(
                isOperator: operators.includes, operators: { operators.words }, hold: desk.hold, end: desk.end
            ).routes
            + StatusDoor(status: { status.json }, live: { status.live($0) }).routes
    }

    /// Answers once what was taken outlasts this process.
    private func acknowledge(_ body: [UInt8], _ kind: ReportDecoder.Kind, user: UInt32?) async -> IntakeAnswer {
        let (answer, sequence) = take(body, kind, source: .http, user: user)
        await telemetry.settle(sequence)
        return answer
    }

    /// - Parameters:
    ///   - kind: what the records are; `nil` where each one's fields say so.
    ///   - user: who sent them, where that is known.
    /// - Returns: also what to wait for before it is acknowledged.
    @discardableResult
    func take(
        _ body: [UInt8], _ kind: ReportDecoder.Kind?, source: Outcome.Source, user: UInt32?
    ) -> (answer: IntakeAnswer, sequence: UInt64) {
        let now = HostClock.monotonic()
        let key = core.read { $0.mirror.unitKey }
        let decoder = ReportDecoder(kind, names: telemetry.knownNames) { unit in
            UnitHash.of(unit, key: key).map { UInt128($0.high) << 64 | UInt128($0.low) } ?? 0
        }
        let batch = decoder.decode(body, source: source, now: now)
        let sequence = telemetry.take(batch, source: source, user: user, now: now)
        let rejected = batch.rejections.map { IntakeAnswer.Rejection(index: $0.index, reason: $0.reason) }
        let unnamed = batch.rejectedCount - rejected.count
        return (.read(accepted: batch.acceptedCount, rejected: rejected, unnamed: unnamed), sequence)
    }

    private func count(_ answer: EvaluationAnswer, of key: String) {
        guard case .resolved(_, let variant, let reason) = answer.outcome else { return }
        metrics.evaluated(feature: key, variant: variant ?? "", reason: reason)
    }
}
