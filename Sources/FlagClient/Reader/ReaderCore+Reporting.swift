internal import CSystemCalls
internal import FlagSnapshot

extension ReaderCore {
    /// Reports that a call begins.
    ///
    /// - Returns: whether that was kept, and the call's place among the open ones.
    mutating func begin(_ record: RingRecord) -> (isKept: Bool, place: UInt32) {
        guard report(record) else { return (false, 0) }
        var record = record
        record.time = system_monotonic()
        return (true, client.pointee.openCalls.add(record, token: token))
    }

    /// Reports that it ended; where only what it took is new, it has ended before.
    mutating func end(_ record: RingRecord, at place: UInt32) -> Bool {
        if !record.isLate { client.pointee.openCalls.remove(record, at: place, token: token) }
        return report(record)
    }

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
