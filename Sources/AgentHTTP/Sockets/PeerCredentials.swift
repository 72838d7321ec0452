import Glibc
import NIOCore

/// Who is at the other end of a Unix connection, as the kernel recorded it when they connected (`SO_PEERCRED`).
package struct PeerCredentials: Sendable, Equatable {
    package var processID: Int32
    package var userID: UInt32
    package var groupID: UInt32
    /// Those beside it, without group 0; empty where there are more than 256.
    package var groups: [UInt32]

    package init(processID: Int32, userID: UInt32, groupID: UInt32, groups: [UInt32] = []) {
        self.processID = processID
        self.userID = userID
        self.groupID = groupID
        self.groups = groups
    }

    /// Linux's `SO_PEERGROUPS`, the same on every machine this runs on; Glibc does not hand it to Swift.
    private static let peerGroups = CInt(59)

    /// As many groups as there were when the peer connected, then zeroes.
    private struct Groups: Sendable {
        var numbers = InlineArray<256, UInt32>(repeating: 0)

        var known: [UInt32] { numbers.indices.map { numbers[$0] }.filter { $0 != 0 } }
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
        let groups: EventLoopFuture<Groups> = options.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET), name: NIOBSDSocket.Option(rawValue: peerGroups))
        return answer.and(groups.recover { _ in Groups() }).map { peer, groups in
            PeerCredentials(processID: peer.pid, userID: peer.uid, groupID: peer.gid, groups: groups.known)
        }
    }
}
