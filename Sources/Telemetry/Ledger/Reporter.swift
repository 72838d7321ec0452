/// Who reported a record. The id of a call means something within one reporter only, a sampling weight within one user.
package struct Reporter: Sendable, Hashable {
    /// A user that nobody said.
    package static let nobody = UInt32.max

    /// The 128 bits that name the ring; 0: it came through a socket.
    package var ring: UInt128
    /// As the kernel has it: the owner of the ring's file, or whoever opened the connection or sent the datagram.
    package var user: UInt32

    package init(ring: UInt128 = 0, user: UInt32 = Reporter.nobody) {
        self.ring = ring
        self.user = user
    }

    /// Whose ids of calls are compared: of rings each one's own, of sockets the user's, so that a batch that is sent
    /// again over another connection counts once.
    var namespace: UInt128 { ring != 0 ? ring : UInt128(user) }
}
