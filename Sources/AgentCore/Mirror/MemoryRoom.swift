import FlagSnapshot
import FlagStore
import SnapshotWriting

/// Whether a namespace finds room in the memory that the agent may use. What finds none waits: its last good form stays
/// in use. What restricts takes no room, and never waits.
package struct MemoryRoom: Sendable {
    /// What documents weigh.
    package struct Weight: Sendable, Equatable {
        /// Those of which a form is in use.
        var documents = 0
        /// Of those forms as they were stored, and again of what is made of them.
        var bytes = 0
        /// Of what is stored and not in use.
        var waiting = 0

        package init(documents: Int = 0, bytes: Int = 0, waiting: Int = 0) {
            self.documents = documents
            self.bytes = bytes
            self.waiting = waiting
        }

        package static func + (left: Weight, right: Weight) -> Weight {
            Weight(
                documents: left.documents + right.documents, bytes: left.bytes + right.bytes,
                waiting: left.waiting + right.waiting)
        }

        package static func - (left: Weight, right: Weight) -> Weight {
            Weight(
                documents: left.documents - right.documents, bytes: left.bytes - right.bytes,
                waiting: left.waiting - right.waiting)
        }

        /// Bytes of memory, files in memory among them, however often something changes.
        package var memory: Int { documents * MemoryRoom.perDocument + bytes * MemoryRoom.perByte + waiting }
    }

    /// The program's own, its buffers, and what clients may make it hold. docs/operations.md has the formula.
    package static let fixed = 64 << 20
    /// The program's own.
    static let program = 16 << 20
    /// Everything that is kept about a document beside its bytes.
    static let perDocument = 16 << 10
    /// Each byte is in memory, in the snapshot that is read and the one that is written, and in flagd's file.
    static let perByte = 4

    /// Bytes; `nil`: nobody has set one.
    package let limit: Int?
    private let fixed: Int

    /// Of a small limit two fifths are for documents, whatever clients may do.
    package init(limit: Int?, fixed: Int? = nil) {
        self.limit = limit
        self.fixed = fixed ?? min(Self.fixed, limit.map { $0 / 5 * 3 } ?? Self.fixed)
    }

    /// Bytes that the agent takes at most.
    package func needed(_ weight: Weight) -> Int { fixed + weight.memory }

    /// Why a namespace of that weight finds no room; `nil` where it does.
    ///
    /// - Parameter isKept: the form was in use before a restart. Services read it, so that only what cannot be at all is
    ///   refused: a limit that was lowered takes nothing out of use.
    package func refusal(_ weight: Weight, isKept: Bool = false) -> String? {
        guard let limit, (isKept ? min(fixed, Self.program) : fixed) + weight.memory > limit else { return nil }
        return "it finds no room: the agent may use \(Self.text(limit)) of memory, with it the namespace would take "
            + "up to \(Self.text(needed(weight)))"
    }

    private static func text(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MiB" }
}

extension Mirror {
    package var weight: MemoryRoom.Weight { entries.values.reduce(MemoryRoom.Weight()) { $0 + $1.weight } }
}

extension Mirror.Entry {
    package var weight: MemoryRoom.Weight {
        guard let good else { return MemoryRoom.Weight(waiting: stored.body?.count ?? 0) }
        return good.weight + MemoryRoom.Weight(waiting: stored.body == good.body ? 0 : stored.body?.count ?? 0)
    }
}

extension Mirror.GoodForm {
    /// While it is in use.
    package var weight: MemoryRoom.Weight {
        MemoryRoom.Weight(documents: 1, bytes: body.count + (record?.bytes.count ?? body.count))
    }
}
