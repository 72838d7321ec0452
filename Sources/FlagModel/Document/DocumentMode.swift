/// For whom a document is read.
package enum DocumentMode: Sendable, Equatable {
    /// Strict: unknown fields, fields of later versions, personal data and secrets are errors.
    case author
    /// Forgiving: what is unknown is ignored, unless ignoring it could widen exposure; a guard that cannot be read is
    /// left out with a warning.
    case host
}
