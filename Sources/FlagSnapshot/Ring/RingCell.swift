internal import CSystemCalls

/// One cell of a ring: a record at a position, which counts from 0 for as long as the ring lives.
package enum RingCell {
    /// Writes the record, and publishes it last.
    package static func write<Payload: RingPayload>(
        _ record: Payload, position: UInt64, to cell: UnsafeMutableRawPointer
    ) {
        typealias Field = RingLayout.Cell
        let payload = cell + Field.payload
        record.write(to: payload)
        cell.put(record.time, Field.time)
        cell.put(UInt32(truncatingIfNeeded: Payload.payloadSize), Field.length)
        cell.put(
            checksum(of: Bytes(payload, count: Payload.payloadSize), time: record.time), Field.checksum)
        system_store_release(cell + Field.sequence, position &+ 1)
    }

    static func checksum(of payload: Bytes, time: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: XXHash64.of(payload, seed: time))
    }
}
