internal import CSystemCalls

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

    /// Opens, maps and closes a file; parameters as `OpenedFile` has them.
    package static func open(
        _ path: UnsafePointer<CChar>, isWritable: Bool = false, sizes: ClosedRange<Int64>
    ) throws(Failure) -> MappedFile {
        try OpenedFile(path, isWritable: isWritable, sizes: sizes).map()
    }

    /// Takes over a mapping.
    package init(start: UnsafeMutableRawPointer, count: Int) {
        self.start = start
        self.count = count
    }

    package var bytes: Bytes { Bytes(UnsafeRawPointer(start), count: count) }

    package func unmap() { system_unmap(start, count) }
}
