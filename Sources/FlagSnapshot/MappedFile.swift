internal import CFlagpostSystem

/// A whole file mapped shared, until its owner unmaps it. (No deinit: Embedded Swift cannot see one across modules.)
package struct MappedFile: @unchecked Sendable {
    package let start: UnsafeMutableRawPointer
    package let count: Int

    /// What could not be done, with the kernel's errno.
    package enum Failure: Error {
        case open(Int32)
        case map
        /// Shorter or longer than wanted; carries the size found.
        case size(Int64)
    }

    /// - Parameters:
    ///   - path: ends with a zero byte.
    ///   - sizes: what the file may measure; the lower bound is at least 1.
    package static func open(
        _ path: UnsafePointer<CChar>, isWritable: Bool = false, sizes: ClosedRange<Int64>
    ) throws(Failure) -> MappedFile {
        let file = system_open(path, Int32(isWritable ? SYSTEM_READ_WRITE : SYSTEM_READ), 0)
        guard file >= 0 else { throw .open(0 &- file) }
        let size = system_size(file)
        guard size >= sizes.lowerBound, size <= sizes.upperBound else {
            _ = system_close(file)
            throw .size(size)
        }
        let mapped = system_map(file, Int(size), isWritable ? 1 : 0)
        _ = system_close(file)
        guard let mapped else { throw .map }
        return MappedFile(start: mapped, count: Int(size))
    }

    /// Takes over a mapping.
    package init(start: UnsafeMutableRawPointer, count: Int) {
        self.start = start
        self.count = count
    }

    package var bytes: Bytes { Bytes(UnsafeRawPointer(start), count: count) }

    package func unmap() { system_unmap(start, count) }
}
