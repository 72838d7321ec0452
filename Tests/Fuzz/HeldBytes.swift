import FlagSnapshot

/// A copy in an allocation of its own, so that the sanitizer sees a read past either end.
final class HeldBytes {
    private let place: UnsafeMutableRawBufferPointer

    init(_ bytes: some Collection<UInt8>) {
        place = .allocate(byteCount: bytes.count, alignment: 8)
        place.copyBytes(from: bytes)
    }

    deinit { place.deallocate() }

    var bytes: Bytes { Bytes(UnsafeRawBufferPointer(place)) }

    func change(_ body: (UnsafeMutableRawBufferPointer) -> Void) { body(place) }
}
