// A blocking connection to a Unix socket, with a deadline for everything: right for a command that asks once.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One connection; closed when it goes out of use.
struct UnixConnection: ~Copyable {
    /// Why there is no connection, or none any more.
    enum Fault: Error, Equatable {
        /// There is no such socket, or nobody listens on it.
        case absent
        case timedOut
        /// An `errno`, in words.
        case failed(String)
    }

    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    static func open(_ path: String, within limit: Duration) throws(Fault) -> UnixConnection {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else {
            throw .failed("the path is longer than the \(capacity - 1) bytes a Unix socket may have")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
            let kind = SOCK_STREAM | SOCK_CLOEXEC
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw fault(errno) }
        let connection = UnixConnection(descriptor: descriptor, deadline: ContinuousClock.now + limit)
        // Bounds connecting and sending; receiving waits by poll.
        var time = timeval(tv_sec: Int(limit.components.seconds) + 1, tv_usec: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard connected == 0 else { throw fault(errno) }
        return connection
    }

    private init(descriptor: Int32, deadline: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    deinit { _ = close(descriptor) }

    func send(_ bytes: [UInt8]) throws(Fault) {
        var sent = 0
        while sent < bytes.count {
            let (count, error) = bytes.withUnsafeBytes { buffer in
                let count = Self.transmit(descriptor, UnsafeRawBufferPointer(rebasing: buffer[sent...]))
                return (count, errno)
            }
            if count > 0 {
                sent += count
            } else if error != EINTR {
                throw Self.fault(error)
            }
        }
    }

    /// - Returns: at least one byte; empty when the other side has ended.
    func receive() throws(Fault) -> [UInt8] {
        while true {
            let left = (deadline - ContinuousClock.now) / Duration.milliseconds(1)
            guard left > 0 else { throw .timedOut }
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&event, 1, Int32(min(left.rounded(.up), 60_000)))
            if ready == 0 || (ready < 0 && errno == EINTR) { continue }
            guard ready > 0 else { throw Self.fault(errno) }
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count >= 0 { return Array(buffer.prefix(count)) }
            if errno != EINTR { throw Self.fault(errno) }
        }
    }

    /// A closed peer is an error here, never a signal.
    private static func transmit(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #else
            Musl.send(descriptor, bytes.baseAddress, bytes.count, MSG_NOSIGNAL)
        #endif
    }

    private static func fault(_ code: Int32) -> Fault {
        switch code {
        case ENOENT, ECONNREFUSED, ENOTDIR: .absent
        case EAGAIN, ETIMEDOUT: .timedOut
        default: .failed(String(cString: strerror(code)))
        }
    }
}
