import Glibc
import NIOPosix
import Synchronization
import Testing

@testable import AgentHTTP

@Suite("Ingest socket")
struct IngestSocketTests {
    private final class Sink: Sendable {
        private let received = Mutex<[String]>([])
        var texts: [String] { received.withLock { $0 } }
        func take(_ bytes: [UInt8]) { received.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
    }

    @Test("hands on every datagram, in order, those queued at the end included")
    func order() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/ingest.sock"
        let sink = Sink()
        let socket = try IngestSocket.open(at: UnixSocketAddress(path: path)) { bytes, _ in
            sink.take(bytes)
            return true
        }
        try await blocking {
            let client = try SocketClient(unix: path, type: SOCK_DGRAM)
            for number in 0..<2000 { #expect(client.send("{\"n\":\(number)}\n")) }
        }
        await socket.close()
        #expect(sink.texts == (0..<2000).map { "{\"n\":\($0)}\n" })
        #expect(socket.counts == IngestSocket.Counts(datagrams: 2000, truncated: 0, refused: 0, failures: 0))
        #expect(directory.names.isEmpty)
    }

    @Test("counts what is too long and what is not taken, and takes 64 KiB")
    func counts() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/ingest.sock"
        let sink = Sink()
        let socket = try IngestSocket.open(at: UnixSocketAddress(path: path)) { bytes, _ in
            guard bytes.first != UInt8(ascii: "!") else { return false }
            sink.take(bytes)
            return true
        }
        try await blocking {
            let client = try SocketClient(unix: path, type: SOCK_DGRAM)
            client.send([UInt8](repeating: 97, count: 65_536))
            client.send([UInt8](repeating: 98, count: 65_537))
            client.send("!")
            client.send("end")
        }
        await socket.close()
        #expect(sink.texts == [String(repeating: "a", count: 65_536), "end"])
        #expect(socket.counts == IngestSocket.Counts(datagrams: 4, truncated: 1, refused: 1, failures: 0))
    }

    @Test("says who sent a datagram, and takes no open file that comes with one")
    func senders() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/ingest.sock"
        let sink = Sink()
        let socket = try IngestSocket.open(at: UnixSocketAddress(path: path)) { bytes, user in
            sink.take(bytes + Array(" of \(user.map { "\($0)" } ?? "nobody")".utf8))
            return true
        }
        let before = openFiles()
        try await blocking {
            let client = try SocketClient(unix: path, type: SOCK_DGRAM)
            for _ in 0..<3 { try sendWithFile("hello", over: client.descriptor) }
        }
        await socket.close()
        #expect(sink.texts == Array(repeating: "hello of \(getuid())", count: 3))
        #expect(openFiles() <= before)
    }

    private func openFiles() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            var target = stat()
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // Only files as the test sends them: other tests open sockets meanwhile.
            if stat("/proc/self/fd/\(name)", &target) == 0, target.st_mode & S_IFMT == S_IFCHR { count += 1 }
        }
        return count
    }

    /// A datagram with a descriptor beside it (SCM_RIGHTS).
    private func sendWithFile(_ text: String, over descriptor: CInt) throws {
        let file = open("/dev/zero", O_RDONLY)
        defer { close(file) }
        var bytes = Array(text.utf8)
        var control = [UInt8](repeating: 0, count: 24)
        let sent = bytes.withUnsafeMutableBytes { body in
            control.withUnsafeMutableBytes { control in
                control.storeBytes(of: 20, as: Int.self)
                control.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: CInt.self)
                control.storeBytes(of: CInt(SCM_RIGHTS), toByteOffset: 12, as: CInt.self)
                control.storeBytes(of: file, toByteOffset: 16, as: CInt.self)
                var part = iovec(iov_base: body.baseAddress, iov_len: body.count)
                return withUnsafeMutablePointer(to: &part) { part in
                    var message = msghdr()
                    message.msg_iov = part
                    message.msg_iovlen = 1
                    message.msg_control = control.baseAddress
                    message.msg_controllen = control.count
                    return sendmsg(descriptor, &message, 0)
                }
            }
        }
        #expect(sent == text.utf8.count)
    }

    @Test("stays at rest through empty datagrams, and closes at once when nothing comes")
    func empty() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/ingest.sock"
        let sink = Sink()
        let socket = try IngestSocket.open(at: UnixSocketAddress(path: path)) { bytes, _ in
            sink.take(bytes)
            return true
        }
        try await blocking {
            let client = try SocketClient(unix: path, type: SOCK_DGRAM)
            for _ in 0..<3 { send(client.descriptor, nil, 0, 0) }
            client.send("after")
            usleep(20_000)
        }
        let start = ContinuousClock.now
        await socket.close()
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(sink.texts == ["after"])
    }

    @Test("gives its file the mode asked for, replaces a dead one, and refuses a living one of either type")
    func binding() async throws {
        let directory = TemporaryDirectory()
        defer { directory.remove() }
        let path = "\(directory.path)/ingest.sock"
        let address = UnixSocketAddress(path: path, mode: 0o660)
        let first = try IngestSocket.open(at: address) { _, _ in true }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o660)
        #expect { try IngestSocket.open(at: address) { _, _ in true } } throws: { ($0 as? SocketError)?.code == .inUse }
        await #expect {
            _ = try await HTTPServer.start(
                [HTTPEndpoint(.unix(address), routes: [])], on: MultiThreadedEventLoopGroup.singleton, logger: quiet)
        } throws: {
            ($0 as? SocketError)?.code == .inUse
        }
        await first.close()
    }
}
