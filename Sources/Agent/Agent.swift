// The composition root: `Agent.make` puts the pieces together, `run` keeps them going until the process is told to stop.

import AgentHTTP
import Control
import FlagModel
import FlagSnapshot
package import FlagStore
package import Logging
import NIOPosix
import ServiceLifecycle
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
        let state = StateDirectory(state: configuration.stateDirectory, namespace: configuration.namespace)
        do {
            try state.create()
        } catch {
            logger.error(
                "no state directory; the next start will lack what this one learns", metadata: ["reason": "\(error)"])
        }
        let control: SharedControlPage
        do throws(ControlPageWriter.Failure) {
            control = SharedControlPage(try ControlPageWriter(path: directory.control))
        } catch {
            throw AgentError("\(FileError(error.step, error.path, code: error.errno))")
        }

        let disk = Disk()
        let bootID = HostClock.bootID()
        let agentID = state.agentID()
        let kept = KeptCounts(state: state, mark: directory.unkeptMark, bootID: bootID, logger: logger)
        let telemetry = TelemetryHub(kept)
        let metrics = AgentMetrics(telemetry: telemetry, version: Version.current)
        let hostTrips = SharedHostTrips(TripsFileService.restore(from: state.trips, agent: agentID, logger: logger))
        let mirror = SharedMirror(
            LastGoodService.read(state.lastGood, logger: logger) ?? Mirror(defaults: configuration.defaultsFile, logger)
        )
        let events = EventLog()
        let propagation = Propagation()
        let progress = ReaderProgress(propagation: propagation)
        let connection = StoreConnection(location: store.location, logger: logger)
        let push = PushWatch(metrics: metrics, logger: logger)
        let leadership = SharedLeadership(agent: agentID)
        let presence = PresenceSource(
            agent: agentID, host: PresenceSource.hostName(), mirror: mirror, propagation: propagation,
            progress: progress, hostTrips: hostTrips, telemetry: telemetry, leadership: leadership,
            pollInterval: configuration.pollInterval)

        let (publish, announce, lastGoodChanged, tripsChanged, look, flagdChanged) = (
            Signal(), Signal(), Signal(), Signal(), Signal(), Signal()
        )
        let board = RestrictionBoard(
            control: control, mirror: mirror, hostTrips: hostTrips, changed: flagdChanged, logger: logger)
        let performer = TripPerformer(
            hostTrips: hostTrips, board: board, telemetry: telemetry, events: events, metrics: metrics,
            changed: [tripsChanged, announce], actor: "agent:\(presence.host)", logger: logger)
        let serviceManager = ServiceManager(environment: environment)
        let publishing = PublishService(
            publisher: SnapshotPublisher(
                directory: directory, control: control, mirror: mirror, telemetry: telemetry, logger: logger),
            directory: directory, control: control, mirror: mirror, propagation: propagation, connection: connection,
            metrics: metrics, events: events, publish: publish, applied: [lastGoodChanged, announce, flagdChanged],
            serviceManager: serviceManager, logger: logger)

        // Restrictions before anything can be read, then the last good flags. Doors open and rings are read once the
        // documents are compiled: before that, nothing that is reported can be told apart by feature and variant.
        board.refreshAll()
        if mirror.read({ $0.lineage != nil }) { await publishing.publisher.publishKept(state.lastGoodSnapshot) }
        await publishing.publishOnce()

        let rings = RingIntake(
            directory: directory, telemetry: telemetry, metrics: metrics, progress: progress, logger: logger)
        let status = StatusReport(
            namespace: configuration.namespace, location: store.location, mirror: mirror, propagation: propagation,
            connection: connection, push: push, leadership: leadership, presence: presence, hostTrips: hostTrips,
            telemetry: telemetry, control: control, events: events)
        let doors = AgentDoors(
            mirror: mirror, telemetry: telemetry, metrics: metrics,
            evaluator: SocketEvaluator(directory: directory.path), propagation: propagation, connection: connection,
            status: status,
            gauges: ScrapeGauges(
                mirror: mirror, hostTrips: hostTrips, connection: connection, leadership: leadership,
                telemetry: telemetry))
        let serving = ServingService(
            doors: doors, directory: directory, listen: configuration.listen, metrics: metrics,
            serviceManager: serviceManager, logger: logger)

        return Agent(
            services: [
                DiskService(disk: disk, store: store),
                JournalService(journal: kept.journal, metrics: metrics),
                publishing,
                MirrorService(
                    store: store, mirror: mirror, board: board, propagation: propagation, connection: connection,
                    push: push, publish: publish, look: look, rewound: lastGoodChanged,
                    timing: .init(poll: configuration.pollInterval), logger: logger),
                LastGoodService(
                    mirror: mirror, state: state,
                    publishedSnapshot: { directory.snapshot(control.update { $0.reader.generation }) }, disk: disk,
                    changed: lastGoodChanged, metrics: metrics, logger: logger),
                FlagdService(
                    namespace: configuration.namespace, path: directory.flagdFile,
                    export: FlagdExport(includesPrompts: configuration.flagdPrompts), mirror: mirror,
                    hostTrips: hostTrips, propagation: propagation, metrics: metrics, changed: flagdChanged,
                    logger: logger),
                TripsFileService(
                    hostTrips: hostTrips, path: state.trips, disk: disk, changed: tripsChanged, metrics: metrics,
                    logger: logger),
                CheckpointService(
                    telemetry: telemetry, rings: rings, path: state.checkpoint, disk: disk, bootID: bootID,
                    metrics: metrics, logger: logger),
                rings,
                serving,
                ControlLoop(mirror: mirror, telemetry: telemetry, hostTrips: hostTrips, performer: performer),
                FleetService(
                    store: store, connection: connection, presence: presence, hostTrips: hostTrips,
                    performer: performer, events: events, metrics: metrics, announce: announce, committed: look,
                    logger: logger),
                LeaderService(
                    store: store, leadership: leadership, agent: agentID, changed: announce, logger: logger),
            ],
            logger: logger)
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
