import AgentHTTP
import NIOCore
import NIOPosix

/// An agent's very first start on a host: nobody reads from it yet, and there is nothing it would go on restricting.
/// What its operator got wrong stops it then, with the remedy. Later it goes on without, and says so.
enum FirstStart {
    /// Whether an earlier life left neither a control page nor documents.
    static func isNow(_ directory: RuntimeDirectory, _ state: StateDirectory) -> Bool {
        AtomicFile.modificationTime(of: directory.control) == nil
            && AtomicFile.modificationTime(of: state.lastGood) == nil
    }

    /// Refuses addresses at which nothing could be served.
    static func check(_ directory: RuntimeDirectory, listen: AgentConfiguration.Address?) async throws(AgentError) {
        do throws(SocketError) {
            try UnixSocketAddress(path: directory.socket).validate()
        } catch {
            throw AgentError("\(error); choose a shorter --runtime-dir")
        }
        guard let listen else { return }
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var failure: AgentError?
        do throws(SocketError) {
            try await HTTPEndpoint.probe(host: listen.host, port: Int(listen.port), on: loops)
        } catch {
            failure = AgentError(
                "cannot serve metrics and health at \(error); choose another place with --listen HOST:PORT, or 'none'")
        }
        try? await loops.shutdownGracefully()
        if let failure { throw failure }
    }
}
