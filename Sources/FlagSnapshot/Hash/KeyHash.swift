/// How names of features, variants and models are written where only a number fits: in the snapshot's index, the
/// override table and ring records. XXH64 with seed 0; frozen for good, because readers of every version share it.
package enum KeyHash {
    /// Never 0, which stands for "none".
    package static func of(_ name: Bytes) -> UInt64 {
        let hash = XXHash64.of(name)
        return hash == 0 ? 1 : hash
    }

    package static func of(_ name: UnsafeRawBufferPointer) -> UInt64 { of(Bytes(name)) }

    package static func of(_ name: String) -> UInt64 {
        var name = name
        return name.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }
}
