import AgentHTTP
import FlagModel
import Foundation
import Logging
import NIOPosix
import TestServers

/// The agent's own HTTP server on the socket where commands look for it.
struct AgentDoors {
    private let server: HTTPServer

    /// - Parameter intake: what becomes of outcomes.
    static func open(
        for fixture: CommandFixture, status: JSONValue,
        intake: @escaping @Sendable ([UInt8]) -> IntakeAnswer = { _ in .read(accepted: 0, rejected: []) }
    ) async throws -> AgentDoors {
        let folder = try NewFolder(in: fixture.folder, "run/default")
        let routes =
            StatusDoor(status: { status }, live: { _ in nil }).routes
            + OutcomeDoor(intake: { body, _ in intake(body) }).routes
        let endpoint = HTTPEndpoint(.unix(UnixSocketAddress(path: "\(folder.path)/flagpost.sock")), routes: routes)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = try await HTTPServer.start([endpoint], on: MultiThreadedEventLoopGroup.singleton, logger: logger)
        return AgentDoors(server: server)
    }

    func close() async { await server.shutdown(within: .seconds(1)) }
}
