import Glibc

/// A plain blocking client that sends any bytes it is told to. Every wait ends after `patience`.
final class SocketClient {
    struct Failure: Error {
        var step: String
        var number: CInt
    }

    static let patience: CInt = 10_000

    let descriptor: CInt
    private var received: [UInt8] = []

    init(unix path: String, type: __socket_type = SOCK_STREAM) throws {
        descriptor = socket(AF_UNIX, CInt(type.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // `deinit` runs after this too, and closes.
        guard status == 0 else { throw Failure(step: "connect", number: errno) }
    }

    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(step: "connect", number: errno) }
    }

    deinit { Glibc.close(descriptor) }

    /// Sends what the other side takes; false where it has gone.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&waiting, 1, Self.patience) > 0 else { return false }
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN { continue }
            guard count >= 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(text.utf8) }

    func endSending() { Glibc.shutdown(descriptor, CInt(SHUT_WR)) }

    /// Reads until `isEnough`; false at the end of the stream.
    private func fill(until isEnough: ([UInt8]) -> Bool) throws -> Bool {
        while !isEnough(received) {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Self.patience) > 0 else { throw Failure(step: "wait", number: ETIMEDOUT) }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return false }
            received += chunk[..<count]
        }
        return true
    }

    /// The next answer; `nil` where the connection ends first.
    func response(toHead: Bool = false) throws -> TestResponse? {
        let end = Array("\r\n\r\n".utf8)
        guard try fill(until: { $0.firstRange(of: end) != nil }), let range = received.firstRange(of: end) else {
            return nil
        }
        var response = TestResponse(head: String(decoding: received[..<range.lowerBound], as: UTF8.self))
        received.removeSubrange(..<range.upperBound)
        let length = toHead ? 0 : Int(response.headers["content-length"] ?? "0") ?? 0
        guard try fill(until: { $0.count >= length }) else { return nil }
        response.body = String(decoding: received[..<length], as: UTF8.self)
        received.removeSubrange(..<length)
        return response
    }

    /// Everything up to the end of the stream, answers not yet taken included.
    func everything() throws -> [UInt8] {
        _ = try fill { _ in false }
        return received
    }

    /// Waits for the end of the stream; true where nothing came before it.
    func endsSilently() throws -> Bool { try everything().isEmpty }
}

struct TestResponse {
    var status: Int
    var headers: [String: String]
    var body = ""

    init(head: String) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        headers = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            headers[String(sides[0]).lowercased()] = sides.count == 2 ? String(sides[1].drop { $0 == " " }) : ""
        }
    }
}
