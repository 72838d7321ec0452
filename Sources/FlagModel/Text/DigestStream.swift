private import Crypto

/// SHA-256 of bytes as they come.
package struct DigestStream: Sendable {
    private var hash = SHA256()

    package init() {}

    package mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

    /// Of all that was added so far, in lower-case hexadecimal.
    package var hexadecimal: String { Digest.hexadecimal(Array(hash.finalize())) }
}
