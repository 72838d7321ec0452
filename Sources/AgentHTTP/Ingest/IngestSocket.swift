// Outcomes by datagram, for services without the library: a Unix SOCK_DGRAM socket, many NDJSON lines a datagram. One
// thread does nothing but receive, because a sender meets a full queue after ten datagrams (net.unix.max_dgram_qlen).
import Glibc
import NIOPosix
import Synchronization

/// Reads datagrams and hands each to an intake, on a thread of its own.
package final class IngestSocket: Sendable {
    /// What came in since the socket was opened.
    package struct Counts: Sendable, Equatable {
        package var datagrams: UInt64
        /// Longer than `datagramLimit`: not handed on, since their end is lost.
        package var truncated: UInt64
        /// The intake took nothing of them.
        package var refused: UInt64
        /// The system failed to receive.
        package var failures: UInt64
    }

    /// Takes one datagram, with the user who sent it as the kernel says; answers whether it took it.
    package typealias Intake = @Sendable (_ datagram: [UInt8], _ user: UInt32?) -> Bool

    package static let datagramLimit = 64 << 10
    /// Pause after a failure, so that a lasting one does not occupy a core. Milliseconds.
    private static let pause: CInt = 100

    private let socket: BoundUnixSocket
    private let intake: Intake
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let isClosing = Atomic(false)
    private let datagrams = Atomic<UInt64>(0)
    private let truncated = Atomic<UInt64>(0)
    private let refused = Atomic<UInt64>(0)
    private let failures = Atomic<UInt64>(0)

    private init(socket: BoundUnixSocket, intake: @escaping Intake) {
        self.socket = socket
        self.intake = intake
    }

    /// `intake` is called on the socket's thread with one datagram at a time. While it runs nothing is received, and
    /// senders meet the kernel's full queue: that bounds what waits.
    package static func open(at address: UnixSocketAddress, intake: @escaping Intake) throws(SocketError)
        -> IngestSocket
    {
        let socket = IngestSocket(socket: try address.bind(type: SOCK_DGRAM), intake: intake)
        DatagramReceiver.askForSenders(of: socket.socket.descriptor)
        socket.thread.start()
        socket.thread.submit { _ in socket.receiveUntilClosed() }
        return socket
    }

    package var counts: Counts {
        Counts(
            datagrams: datagrams.load(ordering: .relaxed), truncated: truncated.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed), failures: failures.load(ordering: .relaxed))
    }

    /// Hands on what is queued already, and ends the thread. A second call does nothing.
    package func close() async {
        guard !isClosing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        socket.unlinkIfOwn()
        // Wakes the thread: what is queued is still received, then the end.
        Glibc.shutdown(socket.descriptor, CInt(SHUT_RDWR))
        try? await thread.shutdownGracefully()
        Glibc.close(socket.descriptor)
    }

    private func receiveUntilClosed() {
        var buffer = [UInt8](repeating: 0, count: Self.datagramLimit)
        while true {
            let (length, user) = DatagramReceiver.receive(from: socket.descriptor, into: &buffer)
            if length > 0 {
                take(buffer, length: length, from: user)
            } else if isClosing.load(ordering: .acquiring) {
                return
            } else if length < 0, errno != EINTR {
                failures.add(1, ordering: .relaxed)
                poll(nil, 0, Self.pause)
            }
        }
    }

    private func take(_ buffer: [UInt8], length: Int, from user: UInt32?) {
        datagrams.add(1, ordering: .relaxed)
        guard length <= buffer.count else {
            truncated.add(1, ordering: .relaxed)
            return
        }
        if !intake(Array(buffer[..<length]), user) { refused.add(1, ordering: .relaxed) }
    }
}
