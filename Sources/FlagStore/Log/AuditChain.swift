// The chain over the change log (S. Haber, W. S. Stornetta, "How to time-stamp a digital document", 1991): whoever keeps
// one link elsewhere can tell that nothing before it was altered.

import FlagModel

package enum AuditChain {
    /// What the first record of a store follows.
    package static let origin = String(repeating: "0", count: 64)

    /// SHA-256, in hexadecimal, of five lines: the link before, store id, revision, time, digest of the payload.
    package static func link(
        after previous: String, storeID: String, revision: UInt64, at: Int64, payloadDigest: String
    ) -> String {
        Digest.hexadecimal(of: Array("\(previous)\n\(storeID)\n\(revision)\n\(at)\n\(payloadDigest)".utf8))
    }

    /// A link of the chain that is kept outside the store, with an export.
    package struct Checkpoint: Sendable, Equatable {
        package var revision: UInt64
        package var chain: String

        package init(revision: UInt64, chain: String) {
            self.revision = revision
            self.chain = chain
        }
    }
}
