import Glibc

/// Receives datagrams together with who sent them.
enum DatagramReceiver {
    /// The kernel's `struct ucred`.
    private struct Sender {
        var process: pid_t = 0
        var user: uid_t = 0
        var group: gid_t = 0
    }

    /// Room for one `Sender` and nothing else (CMSG_SPACE): descriptors that somebody sends along find none, and are
    /// closed by the kernel.
    private static let controlSize = 32

    /// From now on the kernel says with each datagram who sent it (SO_PASSCRED).
    static func askForSenders(of descriptor: CInt) {
        var isOn: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_PASSCRED, &isOn, socklen_t(MemoryLayout<CInt>.size))
    }

    /// - Returns: the datagram's own length, however much of it fitted, or what `recvmsg` answers where it fails; and
    ///   the sender's user, where the kernel says it.
    static func receive(from descriptor: CInt, into buffer: inout [UInt8]) -> (length: Int, user: UInt32?) {
        withUnsafeTemporaryAllocation(byteCount: controlSize, alignment: MemoryLayout<Int>.alignment) { control in
            buffer.withUnsafeMutableBytes { bytes in
                var part = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
                return withUnsafeMutablePointer(to: &part) { part in
                    var message = msghdr()
                    message.msg_iov = part
                    message.msg_iovlen = 1
                    message.msg_control = control.baseAddress
                    message.msg_controllen = numericCast(control.count)
                    let length = recvmsg(descriptor, &message, CInt(MSG_TRUNC))
                    let told = UnsafeRawBufferPointer(control)[..<min(control.count, Int(message.msg_controllen))]
                    return (length, length > 0 ? user(in: UnsafeRawBufferPointer(rebasing: told)) : nil)
                }
            }
        }
    }

    private static func user(in control: UnsafeRawBufferPointer) -> UInt32? {
        let start = MemoryLayout<cmsghdr>.size
        guard control.count >= start + MemoryLayout<Sender>.size else { return nil }
        let header = control.loadUnaligned(as: cmsghdr.self)
        guard header.cmsg_level == SOL_SOCKET, header.cmsg_type == 2 /* SCM_CREDENTIALS */ else { return nil }
        return control.loadUnaligned(fromByteOffset: start, as: Sender.self).user
    }
}
