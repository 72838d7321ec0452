/// An order of a host's operators, to restrict something on that host or to end that.
package struct HostOrder: Sendable, Equatable {
    /// Of a feature or flag; `nil`: the whole namespace.
    package var key: String?
    /// `nil`: the feature as a whole.
    package var variant: String?
    /// 1 to 1,000 bytes, on one line.
    package var reason: String

    package init(key: String?, variant: String? = nil, reason: String) {
        self.key = key
        self.variant = variant
        self.reason = reason
    }
}
