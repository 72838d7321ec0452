import FlagModel

/// A password of a Redis user, of which the server needs only the digest.
package struct AccessPassword: Sendable, Equatable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// 256 random bits in hexadecimal.
    package static func random(using generator: inout some RandomNumberGenerator) -> AccessPassword {
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return AccessPassword(bytes.map { ($0 < 0x10 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    /// SHA-256 in hexadecimal, as rules have it.
    package var digest: String { Digest.hexadecimal(of: Array(text.utf8)) }
}
