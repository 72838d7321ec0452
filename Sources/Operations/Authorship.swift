import FlagStore

/// Why an operation is performed, and through what; who performs it, the store knows.
package struct Authorship: Sendable, Equatable {
    /// Kept in the record for good.
    package var reason: String
    /// For whom the person acts; recorded beside them.
    package var onBehalfOf: String?
    /// What it came through, as the record names it: `cli`, `console`.
    package var channel: String
    /// The host it came from; empty where unknown.
    package var origin: String
    /// The same id again changes nothing, and gives the first answer.
    package var commitID: String

    package init(
        reason: String, onBehalfOf: String? = nil, channel: String, origin: String = "",
        commitID: String = Authorship.newCommitID()
    ) {
        self.reason = reason
        self.onBehalfOf = onBehalfOf
        self.channel = channel
        self.origin = origin
        self.commitID = commitID
    }

    /// 128 random bits.
    package static func newCommitID() -> String { String(UInt128.random(in: .min ... .max), radix: 16) }

    /// The same for another commit, where one thing that a person does takes two.
    package var next: Authorship {
        var next = self
        next.commitID = Self.newCommitID()
        return next
    }

    /// - Parameter marks: what the record says beside the channel, such as `--break-glass`.
    func attribution(in store: any DocumentStore, marks: [String] = []) async throws(StoreError) -> Attribution {
        Attribution(
            commitID: commitID, actor: try await store.actor(), onBehalfOf: onBehalfOf, reason: reason,
            source: ([channel] + marks).joined(separator: " "), origin: origin)
    }
}
