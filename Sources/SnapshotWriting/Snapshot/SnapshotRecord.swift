/// One document as it lies in a snapshot: made once per change of the document, copied with every publication.
package struct SnapshotRecord: Sendable, Equatable {
    package let key: String
    /// Begins with `RecordLayout.Head`; holds no offset from outside itself.
    package let bytes: [UInt8]

    init(key: String, bytes: [UInt8]) {
        self.key = key
        self.bytes = bytes
    }
}
