private import Crypto

package enum Digest {
    /// SHA-256 in lower-case hexadecimal.
    package static func hexadecimal(of bytes: [UInt8]) -> String { hexadecimal(Array(SHA256.hash(data: bytes))) }

    static func hexadecimal(_ digest: [UInt8]) -> String {
        digest.reduce(into: "") { text, byte in text += (byte < 0x10 ? "0" : "") + String(byte, radix: 16) }
    }
}
