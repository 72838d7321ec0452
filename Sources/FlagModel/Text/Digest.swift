private import Crypto

package enum Digest {
    /// SHA-256 in lower-case hexadecimal.
    package static func hexadecimal(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).reduce(into: "") { text, byte in
            text += (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
