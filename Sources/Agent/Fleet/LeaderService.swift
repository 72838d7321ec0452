import FlagStore
import Logging
import ServiceLifecycle

/// Keeps one leader among the agents of a namespace: asks for the lease again and again, whoever has it.
struct LeaderService: Service {
    let store: any DocumentStore
    let leadership: SharedLeadership
    let agent: String
    /// Rung when this agent begins or ceases to lead.
    let changed: Signal
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var refusal: String?
            var led = false
            while !Task.isCancelled {
                await ask(&refusal)
                let leads = leadership.fence != nil
                if leads != led { tell(leads) }
                led = leads
                try? await Task.sleep(for: AgentRhythm.wait(leads ? AgentRhythm.renewal : AgentRhythm.candidacy))
            }
        }
        // The next leader need not wait until the lease is over.
        if let fence = leadership.fence { try? await store.releaseLease(fence, of: agent) }
    }

    /// - Parameter refusal: why the store said no; logged once.
    private func ask(_ refusal: inout String?) async {
        let askedAt = HostClock.monotonic()
        do throws(StoreError) {
            let lease = try await store.acquireLease(
                Leadership.lease, for: agent, milliseconds: Leadership.milliseconds)
            leadership.answered(lease, askedAt: askedAt)
            refusal = nil
        } catch {
            // An outage is the mirror's to tell.
            guard error.code != .unavailable, error.code != .uninitialised, refusal != error.description else { return }
            refusal = error.description
            logger.error("the store lets this agent have no lease", metadata: ["reason": "\(error)"])
        }
    }

    private func tell(_ leads: Bool) {
        logger.notice(leads ? "this agent leads" : "this agent leads no more")
        changed.ring()
    }
}
