// What the agent's doors on sockets answer with.

import AgentHTTP
import FlagModel
import FlagSnapshot
import FlagStore
import Telemetry

/// The routes of the agent's endpoints.
struct AgentDoors: Sendable {
    let mirror: SharedMirror
    let telemetry: TelemetryHub
    let metrics: AgentMetrics
    let evaluator: SocketEvaluator
    let propagation: Propagation
    let connection: StoreConnection
    let status: StatusReport
    let gauges: ScrapeGauges

    /// Health and metrics, for TCP and the socket.
    var observation: [HTTPRoute] {
        let health = HealthDoor {
            Readiness(hasSnapshot: propagation.lastApplied != nil, age: connection.age(at: HostClock.monotonic()))
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
            await evaluator.evaluateAll(mirror.read { $0.served.keys.sorted() }, context)
        }.routes
            + OutcomeDoor { body, _ in await acknowledge(body, .outcome) }.routes
            + JudgementDoor(
                feedback: { body, _ in await acknowledge(body, .feedback) },
                scores: { body, _ in await acknowledge(body, .score) }
            ).routes
            + StatusDoor(status: { status.json }, live: { status.live($0) }).routes
    }

    /// Answers once what was taken outlasts this process.
    private func acknowledge(_ body: [UInt8], _ kind: ReportDecoder.Kind) async -> IntakeAnswer {
        let (answer, sequence) = take(body, kind, source: .http)
        await telemetry.settle(sequence)
        return answer
    }

    /// - Parameter kind: what the records are; `nil` where each one's fields say so.
    /// - Returns: also what to wait for before it is acknowledged.
    @discardableResult
    func take(
        _ body: [UInt8], _ kind: ReportDecoder.Kind?, source: Outcome.Source
    ) -> (answer: IntakeAnswer, sequence: UInt64) {
        let now = HostClock.monotonic()
        let key = mirror.read { $0.unitKey }
        let decoder = ReportDecoder(kind) { unit in
            UnitHash.of(unit, key: key).map { UInt128($0.high) << 64 | UInt128($0.low) } ?? 0
        }
        let batch = decoder.decode(body, source: source, now: now)
        let sequence = telemetry.take(batch, source: source, now: now)
        let rejected = batch.rejections.map { IntakeAnswer.Rejection(index: $0.index, reason: $0.reason) }
        let unnamed = batch.rejectedCount - rejected.count
        return (.read(accepted: batch.acceptedCount, rejected: rejected, unnamed: unnamed), sequence)
    }

    private func count(_ answer: EvaluationAnswer, of key: String) {
        guard case .resolved(_, let variant, let reason) = answer.outcome else { return }
        metrics.evaluated(feature: key, variant: variant ?? "", reason: reason)
    }
}
