/// Which of flagd's two incompatible rules turns a value into a bucket; a setting of the namespace.
package enum Bucketing: UInt8, Sendable {
    /// MurmurHash3 of the value's UTF-8; the default value is flag key and targeting key without a separator.
    case v2 = 2
    /// MurmurHash3 of the value's deterministic CBOR (RFC 8949); the default value is the array of the two.
    case v3 = 3
}
