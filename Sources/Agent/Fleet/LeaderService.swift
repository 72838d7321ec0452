import FlagStore
import Logging
import ServiceLifecycle

/// Keeps one leader among the agents of a namespace: asks for the lease again and again, whoever has it.
struct LeaderService: Service {
    let store: any DocumentStore
    let connection: StoreConnection
    let leadership: SharedLeadership
    /// Nobody leads before the store has taken its id: two agents of one id would both.
    let identity: AgentIdentity
    /// Rung when this agent begins or ceases to lead.
    let changed: Signal
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var refusal: String?
            var led = false
            while !Task.isCancelled {
                guard identity.isClaimed else {
                    try? await Task.sleep(for: AgentRhythm.unclaimed)
                    continue
                }
                await ask(&refusal)
                let leads = leadership.fence != nil
                if leads != led { tell(leads) }
                led = leads
                try? await Task.sleep(for: AgentRhythm.wait(leads ? AgentRhythm.renewal : AgentRhythm.candidacy))
            }
        }
        // The next leader need not wait until the lease is over.
        if let fence = leadership.fence { try? await store.releaseLease(fence, of: identity.id) }
    }

    /// - Parameter refusal: why the store said no; logged once.
    private func ask(_ refusal: inout String?) async {
        // The lease of a replica is not the fleet's.
        guard !connection.isDoubted else { return leadership.lapse() }
        let askedAt = HostClock.monotonic()
        do throws(StoreError) {
            let lease = try await store.acquireLease(
                Leadership.lease, for: identity.id, milliseconds: Leadership.milliseconds)
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
