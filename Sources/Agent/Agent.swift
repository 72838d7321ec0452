// The composition root: `Agent.make` puts the pieces together, `run` keeps them going until the process is told to stop.

import AgentCore
import AgentHTTP
import Control
import FlagModel
import FlagSnapshot
package import FlagStore
package import Logging
import NIOPosix
import ServiceLifecycle
import SnapshotWriting
import Telemetry
import UnixSignals

/// One namespace's agent.
package struct Agent: Sendable {
    let services: [any Service]
    let logger: Logger

    /// Takes the runtime directory, restores what earlier lives kept, and publishes the last good flags: when this
    /// returns, services of the host can read, whether or not the store answers.
    package static func make(
        _ configuration: AgentConfiguration, store: any DocumentStore, environment: [String: String], logger: Logger
    ) async throws(AgentError) -> Agent {
        let directory = try RuntimeDirectory(
            runtime: configuration.runtimeDirectory, namespace: configuration.namespace, group: configuration.group)
        for fault in directory.faults {
            logger.error("the runtime directory is not as it should be", metadata: ["reason": "\(fault)"])
        }
        let state = StateDirectory(state: configuration.stateDirectory, namespace: configuration.namespace)
        if FirstStart.isNow(directory, state) {
            try await FirstStart.check(directory, listen: configuration.listen)
        }
        let descriptors = DescriptorBudget.raised()
        if descriptors.descriptors < DescriptorBudget.least {
            logger.error(
                "the process may open too few files; raise its limit (RLIMIT_NOFILE)",
                metadata: ["limit": "\(descriptors.descriptors)", "least": "\(DescriptorBudget.least)"])
        }
        do {
            try state.create()
        } catch {
            logger.error(
                "no state directory; the next start will lack what this one learns", metadata: ["reason": "\(error)"])
        }
        // The restrictions of an earlier life are in force from here on. What it left goes before anything is written.
        let control = try SharedControlPage.open(in: directory)
        directory.removeLeftovers(except: control.update { $0.reader.generation })

        let room = MemoryRoom(limit: configuration.memoryLimit ?? MemoryLimit.ofProcess())
        let disk = Disk(state)
        let bootID = HostClock.bootID()
        let identity = AgentIdentity(
            file: AgentIDFile(in: state), place: MachineID.place(of: control.update { $0.place }, bootID: bootID))
        let kept = KeptCounts(state: state, mark: directory.unkeptMark, bootID: bootID, logger: logger)
        let telemetry = TelemetryHub(kept)
        let metrics = AgentMetrics(telemetry: telemetry, version: Version.current)
        let core = SharedCore(
            AgentCore(
                mirror: LastGoodService.read(state.lastGood, logger: logger)
                    ?? Mirror(defaults: configuration.defaultsFile, logger),
                trips: TripsFileService.restore(from: state.trips, agent: identity.id, logger: logger),
                orders: HostRestrictionsFile.restore(from: state.hostRestrictions, logger: logger)))
        let events = EventLog()
        let progress = ReaderProgress(core: core)
        let (publish, announce, lastGoodChanged, tripsChanged, look, flagdChanged) = (
            Signal(), Signal(), Signal(), Signal(), Signal(), Signal()
        )
        let overrides = OverrideWriter(control: control, core: core, changed: flagdChanged, logger: logger)
        let presence = PresenceSource(
            identity: identity, host: PresenceSource.hostName(), core: core, overrides: overrides, control: control,
            progress: progress, telemetry: telemetry,
            pollInterval: configuration.pollInterval)
        let performer = GuardPerformer(
            overrides: overrides, events: events, metrics: metrics, changed: [tripsChanged, announce], logger: logger)
        let handFile = HostRestrictionsFile(
            core: core, path: state.hostRestrictions, disk: disk, metrics: metrics, logger: logger)
        let desk = HostDesk(host: presence.host, core: core, performer: performer, file: handFile)
        let fleet = FleetService(
            store: store, core: core, presence: presence, performer: performer, telemetry: telemetry,
            announce: announce, look: look, logger: logger)
        let serviceManager = ServiceManager(environment: environment)
        let publishing = PublishService(
            publisher: SnapshotPublisher(
                directory: directory, control: control, core: core, telemetry: telemetry, room: room, logger: logger
            ),
            directory: directory, control: control, core: core,
            metrics: metrics, events: events, publish: publish, applied: [lastGoodChanged, announce, flagdChanged],
            serviceManager: serviceManager, logger: logger)

        Self.log(core.current, kept: telemetry, to: logger)

        // Restrictions before anything can be read, then the last good flags. Doors open and rings are read once the
        // documents are compiled: before that, nothing that is reported can be told apart by feature and variant.
        overrides.refreshAll()
        if let former = identity.former {
            logger.warning(
                "this agent has another id than its state directory said",
                metadata: ["was": "\(former.id)", "agent": "\(identity.id)", "reason": "\(former.reason)"])
            // They rest on what another host has seen.
            fleet.perform { $0.storeReturned(away: .max) }
        }
        if core.read({ $0.mirror.lineage != nil }) { await publishing.publisher.publishKept(state.lastGoodSnapshot) }
        await publishing.publishOnce()

        let rings = RingIntake(
            directory: directory, telemetry: telemetry, metrics: metrics, progress: progress,
            descriptors: descriptors, logger: logger)
        let closedDoors = DoorBoard()
        let status = StatusReport(
            namespace: configuration.namespace, location: store.location, core: core, presence: presence,
            telemetry: telemetry, control: control, events: events, doors: closedDoors, room: room)
        let doors = AgentDoors(
            core: core, telemetry: telemetry, metrics: metrics,
            evaluator: SocketEvaluator(directory: directory.path), control: control,
            status: status, desk: desk, operators: Self.operators(configuration, logger: logger),
            gauges: ScrapeGauges(
                core: core, overrides: overrides, control: control,
                telemetry: telemetry, room: room),
            board: closedDoors)
        let serving = ServingService(
            doors: doors, board: closedDoors, directory: directory, listen: configuration.listen,
            limits: descriptors.http, metrics: metrics, serviceManager: serviceManager, logger: logger)

        return Agent(
            services: [
                DiskService(disk: disk, store: store),
                JournalService(journal: kept.journal, metrics: metrics),
                publishing,
                MirrorService(
                    store: store, core: core, overrides: overrides, metrics: metrics, publish: publish, look: look,
                    persist: lastGoodChanged,
                    timing: .init(poll: configuration.pollInterval), logger: logger),
                LastGoodService(
                    core: core, state: state,
                    publishedSnapshot: { directory.snapshot(control.update { $0.reader.generation }) }, disk: disk,
                    changed: lastGoodChanged, metrics: metrics, logger: logger),
                FlagdService(
                    namespace: configuration.namespace, path: directory.flagdFile,
                    export: FlagdExport(includesPrompts: configuration.flagdPrompts), core: core,
                    metrics: metrics, changed: flagdChanged,
                    logger: logger),
                TripsFileService(
                    core: core, path: state.trips, disk: disk, changed: tripsChanged, metrics: metrics,
                    logger: logger, byHand: handFile),
                CheckpointService(
                    telemetry: telemetry, rings: rings, path: state.checkpoint, disk: disk, bootID: bootID,
                    metrics: metrics, logger: logger),
                rings,
                serving,
                ControlLoop(
                    core: core, telemetry: telemetry, performer: performer, actor: "agent:\(presence.host)"),
                fleet,
            ],
            logger: logger)
    }

    /// One line of what earlier lives of the agent left.
    private static func log(_ core: AgentCore, kept telemetry: TelemetryHub, to logger: Logger) {
        guard let lineage = core.mirror.lineage else {
            return logger.info("starting with nothing from an earlier run")
        }
        logger.info(
            "starting with what an earlier run kept",
            metadata: [
                "revision": "\(lineage.revision)", "documents": "\(core.mirror.entries.count)",
                "trips": "\(core.trips.all.count)", "orders": "\(core.orders.all.count)",
                "calls_in_flight": "\(telemetry.callsInFlight)",
            ])
    }

    /// A group that is not there is no reason to serve and kill nothing: it is said, and nobody is in it.
    private static func operators(_ configuration: AgentConfiguration, logger: Logger) -> HostOperators {
        guard let group = configuration.operatorGroup else { return HostOperators() }
        do {
            return try HostOperators(group: group)
        } catch {
            logger.error(
                "nobody but root and the agent's user restricts on this host", metadata: ["reason": "\(error)"])
            return HostOperators()
        }
    }

    /// Runs until SIGTERM or SIGINT. Services start in order and stop in reverse.
    package func run() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger))
        try await group.run()
    }
}
