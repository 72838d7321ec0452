import AgentHTTP
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Telemetry

/// Opens the agent's doors, tells the service manager, and closes them at the end.
struct ServingService: Service {
    let doors: AgentDoors
    let directory: RuntimeDirectory
    let listen: AgentConfiguration.Address?
    let metrics: AgentMetrics
    let serviceManager: ServiceManager
    let logger: Logger

    /// Members of the directory's group may connect.
    static let socketMode: UInt32 = 0o660

    func run() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var endpoints = [
            HTTPEndpoint(
                .unix(UnixSocketAddress(path: directory.socket, mode: Self.socketMode)),
                routes: doors.observation + doors.service)
        ]
        if let listen {
            endpoints.append(HTTPEndpoint(.tcp(host: listen.host, port: Int(listen.port)), routes: doors.observation))
        }
        let server = try await HTTPServer.start(endpoints, on: loops, logger: logger)
        let ingest = try IngestSocket.open(
            at: UnixSocketAddress(path: directory.ingestSocket, mode: Self.socketMode)
        ) { [doors] datagram in
            doors.take(datagram, nil, source: .datagram)
            return true
        }
        serviceManager.ready(status: "serving \(directory.path)")
        await countDatagrams(ingest)
        serviceManager.stopping()
        await ingest.close()
        await server.shutdown()
        try await loops.shutdownGracefully()
    }

    /// Until the end, carries what the datagram socket lost into the metrics.
    private func countDatagrams(_ ingest: IngestSocket) async {
        await cancelWhenGracefulShutdown {
            var before = ingest.counts
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                let now = ingest.counts
                metrics.dropped(now.truncated - before.truncated, source: .datagram, reason: "truncated")
                metrics.dropped(now.failures - before.failures, source: .datagram, reason: "receive_failed")
                before = now
            }
        }
    }
}
