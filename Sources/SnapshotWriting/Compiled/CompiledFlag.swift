package import FlagSnapshot

/// One ordinary flag in flagd's sense, ready to be laid out.
package struct CompiledFlag: Sendable, Equatable {
    package var key: String
    package var isEnabled: Bool
    /// Values are any JSON, all of one type.
    package var variants: [CompiledVariant]
    /// Index into `variants`; `nil`: the caller's own default.
    package var defaultVariant: Int?
    /// `nil`: always the default variant.
    package var targeting: LogicExpression?
    /// The flag's metadata with the flag set's beneath it: a JSON object, or empty.
    package var metadata: [UInt8]
    /// How `fractional` buckets; `nil`: as the snapshot says.
    package var bucketing: Bucketing?

    package init(
        key: String, isEnabled: Bool = true, variants: [CompiledVariant], defaultVariant: Int?,
        targeting: LogicExpression? = nil, metadata: [UInt8] = [], bucketing: Bucketing? = nil
    ) {
        self.key = key
        self.isEnabled = isEnabled
        self.variants = variants
        self.defaultVariant = defaultVariant
        self.targeting = targeting
        self.metadata = metadata
        self.bucketing = bucketing
    }
}
