/// A ring's header as the agent read it. The process that wrote it is not trusted.
package struct RingHeader: Sendable, Equatable {
    package enum Fault: Error {
        case tooShort
        case wrongMagic
        case unknownLayout
        case wrongByteOrder
        /// Not the count that the file's size allows.
        case wrongCellCount
        case wrongCellSize
    }

    package var cellCount: UInt32
    /// In the pid namespace of the process.
    package var process: UInt32
    /// Monotonic nanoseconds, as all times here.
    package var createdAt: UInt64
    /// Position of the first record in the file: earlier ones were settled before the file was made again.
    package var first: UInt64
    /// Records reserved so far.
    package var head: UInt64
    /// Records not kept, because the ring was full.
    package var dropped: UInt64
    /// Revision at which the process last read, and when it first did; 0: not yet.
    package var seenRevision: UInt64
    package var seenAt: UInt64
    /// When the process last read anything; refreshed a few times a second.
    package var lastReadAt: UInt64

    /// - Parameters:
    ///   - bytes: the file's first `RingLayout.headerSize` bytes.
    ///   - fileSize: what the file measures.
    package init(_ bytes: UnsafeRawBufferPointer, fileSize: Int) throws(Fault) {
        typealias Field = RingLayout.Header
        guard let start = bytes.baseAddress, bytes.count >= RingLayout.headerSize else { throw .tooShort }
        guard start.word(Field.magic) == RingLayout.magic else { throw .wrongMagic }
        guard start.half(Field.byteOrderMark) == RingLayout.byteOrderMark else { throw .wrongByteOrder }
        guard start.half(Field.version) == RingLayout.version else { throw .unknownLayout }
        guard start.half(Field.cellSize) == UInt32(truncatingIfNeeded: RingLayout.cellSize) else {
            throw .wrongCellSize
        }
        cellCount = start.half(Field.cellCount)
        guard RingLayout.isCellCount(cellCount), fileSize == RingLayout.fileSize(cellCount: cellCount) else {
            throw .wrongCellCount
        }
        process = start.half(Field.process)
        createdAt = start.word(Field.createdAt)
        first = start.word(Field.first)
        head = start.word(Field.head)
        dropped = start.word(Field.dropped)
        seenRevision = start.word(Field.seenRevision)
        seenAt = start.word(Field.seenAt)
        lastReadAt = start.word(Field.lastReadAt)
    }

    /// Makes zeroed memory a ring.
    package static func write(
        cellCount: UInt32, process: UInt32, createdAt: UInt64, to start: UnsafeMutableRawPointer
    ) {
        typealias Field = RingLayout.Header
        start.put(RingLayout.version, Field.version)
        start.put(RingLayout.byteOrderMark, Field.byteOrderMark)
        start.put(cellCount, Field.cellCount)
        start.put(UInt32(truncatingIfNeeded: RingLayout.cellSize), Field.cellSize)
        start.put(process, Field.process)
        start.put(createdAt, Field.createdAt)
        start.put(RingLayout.magic, Field.magic)
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    func put(_ value: some FixedWidthInteger & BitwiseCopyable, _ offset: Int) {
        storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
    }
}
