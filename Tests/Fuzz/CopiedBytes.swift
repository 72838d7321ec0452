import FlagSnapshot

/// Calls with a copy in an allocation of its own, so that the sanitizer sees a read past either end.
func withCopy<Result>(of bytes: some Collection<UInt8>, _ body: (Bytes) -> Result) -> Result {
    let place = copied(bytes)
    defer { place.deallocate() }
    return body(Bytes(UnsafeRawBufferPointer(place)))
}

/// A copy for as long as the process lives.
func kept(_ text: String) -> Bytes { Bytes(UnsafeRawBufferPointer(copied(text.utf8))) }

private func copied(_ bytes: some Collection<UInt8>) -> UnsafeMutableRawBufferPointer {
    let place = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    place.copyBytes(from: bytes)
    return place
}
