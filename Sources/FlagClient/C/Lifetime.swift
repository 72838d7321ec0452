public import CFlagpost
internal import FlagSnapshot

// The C functions that open and close. `flagpost.h` says what they promise.

@c @implementation
public func flagpost_abi_version() -> UInt32 { UInt32(FLAGPOST_ABI_VERSION) }

@c @implementation
public func flagpost_strerror(_ status: Int32) -> UnsafePointer<CChar>! {
    let text: StaticString
    switch status {
    case 0: text = "ok"
    case 1: text = "no snapshot yet: is an agent serving this directory?"
    case 2: text = "no such feature or flag"
    case 3: text = "the snapshot is damaged here, or a rule cannot be evaluated"
    case 4: text = "an argument is null or beyond its limit"
    case 5: text = "no memory"
    case 6: text = "the report was dropped: no ring, or it is full"
    case 7: text = "the caller's own default"
    case 8: text = "the flag's rule came to no variant"
    default: text = "unknown status"
    }
    return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func flagpost_open(
    _ directory: UnsafePointer<CChar>!, _ options: UnsafePointer<flagpost_options>!,
    _ client: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
    guard let directory, let client else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
    var cells: UInt32 = 4096
    if let options {
        if options.pointee.ring_cells != 0 { cells = options.pointee.ring_cells }
        guard RingLayout.isCellCount(cells) else { return Int32(FLAGPOST_INVALID_ARGUMENT) }
        if options.pointee.without_ring != 0 { cells = 0 }
    }
    guard let core = ClientCore(directory: directory, ringCellCount: cells) else {
        return Int32(FLAGPOST_INVALID_ARGUMENT)
    }
    let made = UnsafeMutablePointer<ClientCore>.allocate(capacity: 1)
    made.initialize(to: core)
    client.pointee = OpaquePointer(made)
    return 0
}

@c @implementation
public func flagpost_close(_ client: OpaquePointer!) {
    guard let client else { return }
    let core = UnsafeMutablePointer<ClientCore>(client)
    core.deinitialize(count: 1)
    core.deallocate()
}

@c @implementation
public func flagpost_reader_new(_ client: OpaquePointer!) -> OpaquePointer! {
    guard let client, let core = ReaderCore(client: UnsafePointer<ClientCore>(client)) else { return nil }
    let made = UnsafeMutablePointer<ReaderCore>.allocate(capacity: 1)
    made.initialize(to: core)
    return OpaquePointer(made)
}

@c @implementation
public func flagpost_reader_free(_ reader: OpaquePointer!) {
    guard let reader else { return }
    let core = UnsafeMutablePointer<ReaderCore>(reader)
    core.deinitialize(count: 1)
    core.deallocate()
}
