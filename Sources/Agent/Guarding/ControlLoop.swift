// Several times a second: what changed in the documents, then the guards, then what they found. Everything here is
// decided by the core; this is the shell that tells it the time and performs what it says.

import AgentCore
import Control
import FlagModel
import Logging
import ServiceLifecycle
import Telemetry

/// Judges and restricts on this host, without asking anybody.
struct ControlLoop: Service {
    let core: SharedCore
    let telemetry: TelemetryHub
    let performer: GuardPerformer
    /// As `Act.by` has it.
    let actor: String

    static let interval: Duration = .milliseconds(200)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var version: UInt64?
            while !Task.isCancelled {
                let now = HostClock.monotonic()
                if version != core.read({ $0.mirror.version }) { version = follow(now: now) }
                judge(now: now)
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Before anything is judged on new documents: windows start afresh if a variant changed or was restored, and
    /// restrictions end that a restore ended.
    ///
    /// - Returns: the mirror's version that was followed.
    private func follow(now: UInt64) -> UInt64 {
        let mirror = core.read { $0.mirror }
        if mirror.lineage != nil { telemetry.update(mirror, now: now) }
        performer.perform(core.update { $0.followDocuments() })
        return mirror.version
    }

    private func judge(now: UInt64) {
        for reporter in telemetry.takeUneven() { performer.tell(reporter) }
        // Of a copy: nobody waits for the guards.
        let breaches = core.current.breaches(in: telemetry.windows, at: now)
        guard !breaches.isEmpty else { return }
        let time = Int64(clamping: HostClock.unixMilliseconds())
        performer.perform(core.update { $0.hold(breaches, by: actor, at: time, now: now) })
    }
}
