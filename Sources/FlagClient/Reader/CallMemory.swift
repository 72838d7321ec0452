internal import CSystemCalls
internal import FlagSnapshot

/// Memory of an evaluation beside the snapshot: room for its attributes, and the arena in which rules compute. Mapped
/// once for each reader, so that evaluating allocates nothing; pages that no evaluation needs take no memory.
struct CallMemory {
    private let start: UnsafeMutableRawPointer

    private static var size: Int { LogicArena.size &+ AttributeRoom.size }

    /// `nil` where there is none to be had.
    init?() {
        guard let start = system_map_private(Self.size) else { return nil }
        self.start = start
    }

    @inline(__always)
    var arena: LogicArena { LogicArena(start) }

    @inline(__always)
    var room: AttributeRoom { AttributeRoom(start + LogicArena.size) }

    func unmap() { system_unmap(start, Self.size) }
}
