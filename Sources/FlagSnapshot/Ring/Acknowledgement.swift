internal import CSystemCalls

/// The agent's receipt for one ring: how many of its records it is done with. The agent owns the file
/// `acks/<ring's name>`; the client maps it read-only.
package enum Acknowledgement {
    /// "FLAGACKS" as its bytes read in memory.
    package static var magic: UInt64 { 0x534b_4341_4741_4c46 }
    package static var size: Int { 64 }
    package static var position: Int { 8 }

    /// `nil` where the memory holds none.
    package static func position(in bytes: Bytes) -> UInt64? {
        guard bytes.count >= size, bytes.start.word(0) == magic else { return nil }
        return system_load_acquire(bytes.start + position)
    }
}
