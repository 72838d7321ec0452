import Glibc

/// Speaks to a redis-server or redis-sentinel on its Unix socket, one command a connection, and waits for the answer.
package struct RedisSocket {
    let path: String

    package init(path: String) { self.path = path }

    /// What the server says: a line, or one string. Lists are not read.
    package func command(_ words: [String]) throws -> String {
        let descriptor = try connected()
        defer { close(descriptor) }
        let text = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        guard text.withCString({ Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }) > 0 else {
            throw TestSetupError(description: "\(path): \(words[0]) cannot be sent")
        }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw TestSetupError(description: "\(path): no reply to \(words[0])") }
            reply += buffer[..<count]
            if let answer = Self.answer(in: reply) { return answer }
        }
    }

    /// `nil` until it is whole.
    private static func answer(in reply: [UInt8]) -> String? {
        guard let end = reply.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = String(decoding: reply[1..<end], as: UTF8.self).filter { $0 != "\r" }
        guard reply.first == UInt8(ascii: "$"), let length = Int(line), length >= 0 else { return line }
        let start = end + 1
        guard reply.count >= start + length + 2 else { return nil }
        return String(decoding: reply[start..<(start + length)], as: UTF8.self)
    }

    /// A blocking socket that gives up after five seconds.
    private func connected() throws -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw TestSetupError(description: "\(path): nobody listens")
        }
        return descriptor
    }
}
