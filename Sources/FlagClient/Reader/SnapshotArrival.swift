internal import FlagSnapshot

/// A snapshot on its way into a reader. The kernel takes tens of microseconds each to open the file, to map it, and to
/// bring its first page: a reader that is asked all the time goes a step in each of several evaluations, so that none
/// of them takes the sum.
struct SnapshotArrival {
    let generation: UInt64
    private var stage = Stage.announced

    private enum Stage {
        case announced
        case opened(OpenedFile)
        case mapped(MappedFile)
        case checked(MappedFile, SnapshotView)
    }

    enum Step {
        case underWay(SnapshotArrival)
        case arrived(MappedFile, SnapshotView)
        /// It is not there, or it is not what was announced.
        case refused
    }

    private static var sizes: ClosedRange<Int64> { Int64(SnapshotLayout.headerSize)...(1 << 32) }

    init(generation: UInt64) {
        self.generation = generation
    }

    /// - Parameters:
    ///   - path: where the reader writes the file's path; starts with its directory.
    ///   - isVerified: the whole file's checksum counts, too.
    consuming func next(_ path: inout PathBuffer, isVerified: Bool) -> Step {
        switch stage {
        case .announced:
            path.reset()
            path.append(Bytes("/snapshot."))
            path.appendDecimal(generation)
            guard let file = try? OpenedFile(path.start, sizes: Self.sizes) else { return .refused }
            stage = .opened(file)
        case .opened(let file):
            guard let file = try? file.map() else { return .refused }
            stage = .mapped(file)
        case .mapped(let file):
            guard let view = try? SnapshotView(file.bytes), view.generation == generation,
                !isVerified || view.verifyChecksum()
            else {
                file.unmap()
                return .refused
            }
            stage = .checked(file, view)
        case .checked(let file, let view):
            return .arrived(file, view)
        }
        return .underWay(self)
    }

    /// Lets go of what was taken so far.
    func abandon() {
        switch stage {
        case .announced: break
        case .opened(let file): file.close()
        case .mapped(let file), .checked(let file, _): file.unmap()
        }
    }

    /// The same in a forked child. It may have closed all descriptors it knew nothing of, and their numbers may be
    /// somebody else's by now: none is closed here.
    func abandonInChild() {
        if case .opened = stage { return }
        abandon()
    }
}
