// Opens the agent's doors, tells the service manager, and closes them at the end. A door that cannot be opened stops
// nothing else: services read mapped memory, and what restricts gets there without any of them.

import AgentHTTP
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Telemetry

struct ServingService: Service {
    let doors: AgentDoors
    let board: DoorBoard
    let directory: RuntimeDirectory
    let listen: AgentConfiguration.Address?
    let limits: HTTPLimits
    let metrics: AgentMetrics
    let serviceManager: ServiceManager
    let logger: Logger

    /// Members of the directory's group may connect.
    static let socketMode: UInt32 = 0o660
    /// Between attempts to open what is closed, and between looks at what was lost.
    static let interval: Duration = .seconds(1)
    /// Connections that are turned away are said once in so many nanoseconds.
    private static let silence: UInt64 = 60_000_000_000

    func run() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = HTTPServer(limits: limits, on: loops, logger: logger)
        let ingest = await cancelWhenGracefulShutdown { await serve(server) }
        serviceManager.stopping()
        await ingest?.close()
        await server.shutdown()
        try await loops.shutdownGracefully()
    }

    /// Until the end, opens what is closed and watches what is open.
    private func serve(_ server: HTTPServer) async -> IngestSocket? {
        var ingest: IngestSocket?
        var waiting = [Door.http, .datagrams] + (listen.map { [.observation($0)] } ?? [])
        await open(&waiting, server, &ingest)
        let lacks = board.closed.map(\.name).joined(separator: ", ")
        serviceManager.ready(status: "serving \(directory.path)" + (lacks.isEmpty ? "" : "; without \(lacks)"))
        var losses = Losses()
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            if !waiting.isEmpty { await open(&waiting, server, &ingest) }
            count(&losses, server, ingest)
        }
        return ingest
    }

    /// Opens what can be opened of `waiting`, and leaves the rest there.
    private func open(_ waiting: inout [Door], _ server: HTTPServer, _ ingest: inout IngestSocket?) async {
        var closed: [Door] = []
        for door in waiting {
            do throws(SocketError) {
                switch door {
                case .http: try await server.open(http)
                case .datagrams: ingest = try openIngest()
                case .observation(let address): try await server.open(observation(at: address))
                }
                metrics.door(door, isOpen: true)
                if board.opened(door) { logger.notice("listening after all", metadata: ["door": "\(door.name)"]) }
            } catch {
                closed.append(door)
                metrics.door(door, isOpen: false)
                guard board.closed(door, "\(error)") else { continue }
                logger.error(
                    "cannot listen; flags and kills do not depend on it, and it is tried again every second",
                    metadata: ["door": "\(door.name)", "reason": "\(error)"])
            }
        }
        waiting = closed
    }

    private var http: HTTPEndpoint {
        HTTPEndpoint(
            .unix(UnixSocketAddress(path: directory.socket, mode: Self.socketMode)),
            routes: doors.observation + doors.service)
    }

    private func observation(at address: AgentConfiguration.Address) -> HTTPEndpoint {
        HTTPEndpoint(.tcp(host: address.host, port: Int(address.port)), routes: doors.observation)
    }

    private func openIngest() throws(SocketError) -> IngestSocket {
        try IngestSocket.open(at: UnixSocketAddress(path: directory.ingestSocket, mode: Self.socketMode)) {
            [doors] datagram, user in
            doors.take(datagram, nil, source: .datagram, user: user)
            return true
        }
    }

    /// What sockets had lost when they were last looked at.
    private struct Losses {
        var truncated: UInt64 = 0
        var failures: UInt64 = 0
        var connections = TurnedAway()
        /// Monotonic nanoseconds; when it was last said.
        var said: UInt64?
    }

    /// Carries what sockets lost into the metrics.
    private func count(_ losses: inout Losses, _ server: HTTPServer, _ ingest: IngestSocket?) {
        if let datagrams = ingest?.counts {
            metrics.dropped(datagrams.truncated - losses.truncated, source: .datagram, reason: "truncated")
            metrics.dropped(datagrams.failures - losses.failures, source: .datagram, reason: "receive_failed")
            (losses.truncated, losses.failures) = (datagrams.truncated, datagrams.failures)
        }
        let connections = server.turnedAway
        guard connections != losses.connections else { return }
        metrics.turnedAway(connections, since: losses.connections)
        losses.connections = connections
        let now = HostClock.monotonic()
        if let said = losses.said, now &- said < Self.silence { return }
        losses.said = now
        logger.warning(
            "more connections than there is room for; the oldest idle ones were closed, health is answered",
            metadata: [
                "gave_way": "\(connections.gaveWay)", "health_only": "\(connections.healthOnly)",
                "refused": "\(connections.refused)",
            ])
    }
}
