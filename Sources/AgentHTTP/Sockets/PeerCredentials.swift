import Glibc
import NIOCore

/// Who is at the other end of a Unix connection, as the kernel recorded it when they connected (`SO_PEERCRED`).
package struct PeerCredentials: Sendable, Equatable {
    package var processID: Int32
    package var userID: UInt32
    package var groupID: UInt32

    package init(processID: Int32, userID: UInt32, groupID: UInt32) {
        self.processID = processID
        self.userID = userID
        self.groupID = groupID
    }

    /// The kernel's `struct ucred`.
    private struct UCred: Sendable {
        var pid: Int32
        var uid: UInt32
        var gid: UInt32
    }

    static func read(from channel: any Channel) -> EventLoopFuture<PeerCredentials?> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(nil)
        }
        let answer: EventLoopFuture<UCred> = options.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET), name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        return answer.map { PeerCredentials(processID: $0.pid, userID: $0.uid, groupID: $0.gid) }
    }
}
