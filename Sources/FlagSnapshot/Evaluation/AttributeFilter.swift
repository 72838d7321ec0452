/// Memory for the attributes of one evaluation.
package struct AttributeRoom {
    /// In bytes.
    package static var size: Int { marksSize &+ capacity &* MemoryLayout<Attribute>.stride }

    /// As many as rules may name.
    static var capacity: Int { Int(RecordLayout.Attributes.maximum) }
    private static var marksSize: Int { capacity / 8 }

    private let start: UnsafeMutableRawPointer

    /// - Parameter start: aligned to 8 bytes, of `size` bytes, and nobody else's while an evaluation runs.
    @inline(__always)
    package init(_ start: UnsafeMutableRawPointer) { self.start = start }

    /// As many as it has room for.
    @inline(__always)
    package var attributes: UnsafeMutablePointer<Attribute> {
        (start + Self.marksSize).assumingMemoryBound(to: Attribute.self)
    }

    /// A bit for each name.
    @inline(__always)
    var marks: UnsafeMutablePointer<UInt64> { start.assumingMemoryBound(to: UInt64.self) }
}

/// Keeps of a caller's many attributes those that a document's rules name, the first of each name. A few may as well be
/// kept all: what no rule names makes no difference, it only takes up room and time.
package struct AttributeFilter {
    package static var few: Int { 64 }

    /// `nil`: the document has none.
    private let names: AttributeNames?
    private let room: AttributeRoom
    private var count = 0
    /// Every attribute counts, and there are more than there is room for.
    package private(set) var isOverfull = false

    init(_ names: AttributeNames?, room: AttributeRoom) {
        self.names = names
        self.room = room
        guard let names else { return }
        var word = 0
        while word &<< 6 < names.count {
            (room.marks + word).initialize(to: 0)
            word &+= 1
        }
    }

    /// True if the next attribute counts; its caller keeps it then.
    package mutating func wants(_ name: Bytes) -> Bool {
        guard let names else { return false }
        if names.isWhole {
            isOverfull = isOverfull || count == AttributeRoom.capacity
            return !isOverfull
        }
        guard let place = names.place(of: name) else { return false }
        let mark = UInt64(1) &<< UInt64(truncatingIfNeeded: place & 63)
        guard room.marks[place &>> 6] & mark == 0 else { return false }
        room.marks[place &>> 6] |= mark
        return true
    }

    /// - Parameter attribute: its name was wanted just now.
    package mutating func keep(_ attribute: Attribute) {
        guard count < AttributeRoom.capacity else { return }
        (room.attributes + count).initialize(to: attribute)
        count &+= 1
    }

    package mutating func keep(among attributes: UnsafeBufferPointer<Attribute>) {
        var index = 0
        while index < attributes.count {
            if wants(attributes[index].name) { keep(attributes[index]) }
            index &+= 1
        }
    }

    package var kept: UnsafeBufferPointer<Attribute> { UnsafeBufferPointer(start: room.attributes, count: count) }
}
