import Glibc
import Synchronization

/// TCP ports for servers that cannot listen on a socket file. They lie below the range from which the kernel takes
/// ports for outgoing connections, were free a moment ago, and are not given out twice by this process.
package enum TestPorts {
    private static let taken = Mutex<Set<UInt16>>([])

    package static func next() throws -> Int {
        try taken.withLock { taken in
            for _ in 0..<1_000 {
                let port = UInt16.random(in: 20_000..<32_000)
                if isFree(port), taken.insert(port).inserted { return Int(port) }
            }
            throw TestSetupError(description: "no free port")
        }
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
