/// Why a store did not do what it was asked.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        package let name: String

        /// The store cannot be reached or did not answer in time. Whether a commit took effect is not known: retry it
        /// with the same id.
        package static let unavailable = Code(name: "unavailable")
        /// No `store init` has been run for this namespace, or the Function library is missing.
        package static let uninitialised = Code(name: "uninitialised")
        /// A document or state is no longer what the actor saw.
        package static let conflict = Code(name: "conflict")
        /// No such feature.
        package static let unknownKey = Code(name: "unknown-key")
        /// The operation rests on another configuration, or on evidence from before a restore.
        package static let stale = Code(name: "stale")
        /// What would be widened is held back: killed, withdrawn, tripped or paused.
        package static let held = Code(name: "held")
        /// Too few people have approved it, somebody rejected it, it expired, or it is the approver's own.
        package static let notApproved = Code(name: "not-approved")
        /// The lease has another holder by now.
        package static let fenced = Code(name: "fenced")
        /// The change log is full: it has to be exported and trimmed before anything but a restriction is committed.
        package static let logFull = Code(name: "log-full")
        /// Over a limit of the store (document 1 MiB, namespace 10,000 documents and 64 MiB).
        package static let tooLarge = Code(name: "too-large")
        /// The store refused: rights, memory, read-only.
        package static let refused = Code(name: "refused")
        /// What is stored cannot be read.
        package static let corrupt = Code(name: "corrupt")
    }

    package var code: Code
    package var message: String
    package var underlying: (any Error)?

    package init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    package var description: String { underlying.map { "\(message): \($0)" } ?? message }
}

extension StoreError {
    /// Of a proposal.
    package static func longTerms(_ name: String) -> StoreError {
        StoreError(
            .tooLarge,
            "what the proposal \(name) comes to has more than \(StoreLimits.termsBytes) bytes; propose fewer documents "
                + "at once")
    }

    /// Of a change that is not a restriction.
    package static var fullLog: StoreError {
        StoreError(
            .logFull,
            "the change log has \(StoreLimits.logRecords) records; keep them elsewhere and make room: "
                + "`flagpost audit export --output FILE --trim`")
    }
}
