import Glibc
import NIOCore

/// Why a socket could not be bound: which one, at which step, and what the system said.
package struct SocketError: Error, Sendable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        package let name: String

        /// Another process listens there.
        package static let inUse = Code(name: "in-use")
        /// The path does not fit in a socket address, holds something that is no socket, or names an unknown group.
        package static let invalidPath = Code(name: "invalid-path")
        /// The file system takes no further file.
        package static let noRoom = Code(name: "no-room")
        /// The system refused.
        package static let system = Code(name: "system")
    }

    package var code: Code
    /// A path, or `host:port`.
    package var address: String
    package var message: String

    package init(_ code: Code, address: String, _ message: String) {
        self.code = code
        self.address = address
        self.message = message
    }

    /// A TCP address that NIO could not bind.
    init(binding address: String, _ error: any Error) {
        guard let number = (error as? IOError)?.errnoCode else {
            self.init(.system, address: address, "cannot bind: \(error)")
            return
        }
        if number == EADDRINUSE {
            self.init(.inUse, address: address, "somebody else listens there already")
        } else {
            self.init(.system, address: address, "cannot bind: \(systemReason(number))")
        }
    }

    package var description: String { "\(address): \(message)" }
}
