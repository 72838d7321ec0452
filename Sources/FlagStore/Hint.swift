/// That something may have changed in the store.
package struct Hint: Sendable, Equatable {
    /// The revision that was made. `nil` where the store does not tell, and when it begins to be listened to (again):
    /// whatever changed before was not heard of.
    package var revision: UInt64?

    package init(revision: UInt64? = nil) { self.revision = revision }
}
