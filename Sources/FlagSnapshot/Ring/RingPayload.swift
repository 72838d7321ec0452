/// What a ring's cell can carry.
package protocol RingPayload {
    /// `CLOCK_MONOTONIC` nanoseconds at which it was written.
    var time: UInt64 { get set }
    /// Bytes that `write` fills, from `RingLayout.Payload.size` up to what a cell has room for.
    static var payloadSize: Int { get }
    /// Writes everything but the time.
    func write(to start: UnsafeMutableRawPointer)
}

extension RingRecord: RingPayload {
    package static var payloadSize: Int { RingLayout.Payload.size }
}

extension RingJudgement: RingPayload {
    package static var payloadSize: Int { RingLayout.JudgementPayload.size }
}
