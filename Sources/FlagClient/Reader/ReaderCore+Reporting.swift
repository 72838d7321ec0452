internal import CSystemCalls
internal import FlagSnapshot

extension ReaderCore {
    /// Puts a record into the process's ring; false where it was dropped.
    mutating func report(_ record: some RingPayload) -> Bool {
        let now = system_monotonic_coarse()
        if client.pointee.process.token != token || client.pointee.process.ring == nil { refresh(at: now) }
        guard let ring = client.pointee.process.ring else { return false }
        var record = record
        record.time = now
        let acknowledged = ring.pointee.acknowledged(now: now, process: client.pointee.process, path: &path)
        return ring.pointee.producer.append(record, acknowledged: acknowledged)
    }

    /// The keyed hash of a unit; nothing where there is no unit, or no snapshot to take the key from.
    func hash(ofUnit unit: Bytes) -> (high: UInt64, low: UInt64) {
        guard unit.count > 0, let snapshot else { return (0, 0) }
        let hash = UnitHash.of(unit, key: snapshot.unitKey)
        return (hash.high, hash.low)
    }
}
