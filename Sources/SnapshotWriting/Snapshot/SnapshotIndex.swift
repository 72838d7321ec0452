internal import FlagSnapshot

/// The open-addressing table from a key's hash to its record, at most half full.
struct SnapshotIndex {
    let bits: UInt32
    private var slots: [Slot]

    private struct Slot {
        var hash: UInt64 = 0
        var offset: UInt32 = 0
        var length: UInt32 = 0
        var number = 0
    }

    init(recordCount: Int) {
        bits = UInt32(Int.bitWidth - (recordCount * 2).leadingZeroBitCount)
        slots = Array(repeating: Slot(), count: 1 << bits)
    }

    /// In bytes.
    var size: Int { slots.count * SnapshotLayout.Slot.size }

    /// Returns the number of the record that has this one's hash already.
    ///
    /// - Parameter offset: both it and the record's end fit 32 bits.
    mutating func insert(_ record: SnapshotRecord, offset: Int, number: Int) -> Int? {
        let hash = record.bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0 {
            if slots[place].hash == hash { return slots[place].number }
            place = (place + 1) & mask
        }
        slots[place] = Slot(
            hash: hash, offset: UInt32(clamping: offset), length: UInt32(clamping: record.bytes.count),
            number: number)
        return nil
    }

    func append(to file: inout LittleEndianBytes) {
        let start = file.count
        file.appendZeroes(size)
        for (number, slot) in slots.enumerated() where slot.hash != 0 {
            let place = start + number * SnapshotLayout.Slot.size
            file.put(slot.hash, at: place)
            file.put(slot.offset, at: place + SnapshotLayout.Slot.offset)
            file.put(slot.length, at: place + SnapshotLayout.Slot.length)
        }
    }
}
