/// An ordinary flag, in flagd's own format.
package struct OrdinaryFlag: Sendable, Equatable {
    package var key: String
    package var isEnabled: Bool
    /// Name -> value; values are all of one type.
    package var variants: [String: JSONValue]
    /// `nil`: the caller's own default.
    package var defaultVariant: String?
    /// JSONLogic as written, `$ref`s already replaced; `nil` where there is none.
    package var targeting: JSONValue?
    /// The flag set's metadata with the flag's own over it.
    package var metadata: [String: JSONValue]

    package init(
        key: String, isEnabled: Bool, variants: [String: JSONValue], defaultVariant: String?,
        targeting: JSONValue? = nil, metadata: [String: JSONValue] = [:]
    ) {
        self.key = key
        self.isEnabled = isEnabled
        self.variants = variants
        self.defaultVariant = defaultVariant
        self.targeting = targeting
        self.metadata = metadata
    }
}
