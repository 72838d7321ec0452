internal import CSystemCalls

/// An open file of a size that was wanted, until it is mapped or closed.
package struct OpenedFile: Sendable {
    private let descriptor: Int32
    private let size: Int
    private let isWritable: Bool

    /// - Parameters:
    ///   - path: ends with a zero byte.
    ///   - sizes: what the file may measure; the lower bound is at least 1.
    package init(
        _ path: UnsafePointer<CChar>, isWritable: Bool = false, sizes: ClosedRange<Int64>
    ) throws(MappedFile.Failure) {
        descriptor = system_open(path, Int32(isWritable ? SYSTEM_READ_WRITE : SYSTEM_READ), 0)
        guard descriptor >= 0 else { throw .open(0 &- descriptor) }
        let found = system_size(descriptor)
        guard found >= sizes.lowerBound, found <= sizes.upperBound else {
            _ = system_close(descriptor)
            throw .size(found)
        }
        size = Int(found)
        self.isWritable = isWritable
    }

    /// Maps all of it; closes it either way.
    package func map() throws(MappedFile.Failure) -> MappedFile {
        let start = system_map(descriptor, size, isWritable ? 1 : 0)
        close()
        guard let start else { throw .map }
        return MappedFile(start: start, count: size)
    }

    package func close() { _ = system_close(descriptor) }
}
