import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

@testable import Telemetry

@Suite struct CheckpointTests {
    static let now: UInt64 = 50_000 * .second

    /// A ledger with something in every part.
    func makeLedger(seed: UInt64 = 1) -> OutcomeLedger {
        var generator = SeededGenerator(seed: seed)
        var ledger = OutcomeLedger()
        ledger.update(
            catalog: makeCatalog(), states: ["chat": FeatureState(key: "chat", cleared: ["canary": 3])], revision: 3,
            now: 1)
        for index in 0..<300 {
            let time = Self.now - UInt64.random(in: 0...(1_700 * .second), using: &generator)
            var outcome = makeOutcome(
                Outcome.Result.allCases.randomElement(using: &generator) ?? .ok,
                variant: index % 3 == 0 ? "canary" : "stable", time: time, revision: 5,
                unit: UInt128.random(in: 0...20, using: &generator), weight: 1.5, decision: UInt128(index + 1))
            outcome.costMicros = 17
            outcome.latencyNanoseconds = 900_000_000
            ledger.take(outcome, of: Reporter(ring: UInt128(index % 2), user: 7), now: Self.now)
        }
        for call: UInt64 in 1...5 {
            let begin = RingRecord(
                kind: .begin, time: Self.now, feature: hash("chat"), variant: hash("stable"), revision: 3,
                decision: (call, 0), unit: (1, 2))
            ledger.take(begin, ring: UInt128(call % 2), now: Self.now)
        }
        return ledger
    }

    @Test func `what was counted survives`() throws {
        let ledger = makeLedger()
        let rings: [UInt128: RingProgress] = [
            1: RingProgress(position: 77, dropped: 5), .max: RingProgress(position: .max),
        ]
        let bytes = ledger.checkpoint(bootID: "boot", rings: rings, sequence: 9)
        let restored = try OutcomeLedger.restored(from: bytes, bootID: "boot")
        #expect(restored.rings == rings)
        #expect(restored.sequence == 9)
        #expect(restored.ledger.windows == ledger.windows)
        #expect(restored.ledger.calls == ledger.calls)
        #expect(restored.ledger.duplicates == ledger.duplicates)
        #expect(restored.ledger.duplicates.count == 300)
        #expect(restored.ledger.metrics == ledger.metrics)
    }

    @Test func `a killed agent neither loses nor doubles`() throws {
        // The agent read up to the checkpoint and beyond, was killed, and reads again from where the checkpoint says.
        var generator = SeededGenerator(seed: 3)
        var records: [RingRecord] = []
        for call: UInt64 in 1...500 {
            let time = Self.now + call * .second / 10
            let known = RingRecord(
                kind: .begin, time: time, feature: hash("chat"), variant: hash("stable"), revision: 3,
                decision: (call, 1))
            records.append(known)
            var end = known
            end.kind = .end
            end.result = Bool.random(using: &generator) ? .ok : .error
            end.time = time + .second / 20
            if call % 50 != 0 { records.append(end) }
        }
        func fresh() -> OutcomeLedger {
            var ledger = OutcomeLedger()
            ledger.update(catalog: makeCatalog(), states: [:], revision: 3, now: 1)
            return ledger
        }
        let end = Self.now + 60 * .second
        var undisturbed = fresh()
        for record in records { undisturbed.take(record, ring: 1, now: end) }
        undisturbed.ringDied(1, at: end, now: end)

        var killed = fresh()
        for record in records[..<400] { killed.take(record, ring: 1, now: end) }
        let bytes = killed.checkpoint(bootID: "boot", rings: [1: RingProgress(position: 400)])
        for record in records[400..<700] { killed.take(record, ring: 1, now: end) }

        let restored = try OutcomeLedger.restored(from: bytes, bootID: "boot")
        var again = restored.ledger
        again.update(catalog: makeCatalog(), states: [:], revision: 3, now: end)
        let position = Int(try #require(restored.rings[1]).position)
        for record in records[position...] { again.take(record, ring: 1, now: end) }
        again.ringDied(1, at: end, now: end)
        #expect(again.metrics == undisturbed.metrics)
        #expect(again.windows == undisturbed.windows)
        #expect(again.metrics.value(of: .requests, ["chat", "stable", "lost"]) == 10)
    }

    @Test func `names that were removed before and while the agent was away are late, not unknown`() throws {
        var ledger = makeLedger()
        var feature = makeFeature()
        feature.variants.removeAll { $0.name == "canary" }
        ledger.update(changed: [feature], removed: [], states: [:], revision: 4, now: Self.now)
        var restored = try OutcomeLedger.restored(
            from: ledger.checkpoint(bootID: "boot", rings: [:]), bootID: "boot"
        ).ledger
        restored.catalog = Catalog(hash: hash)
        feature.variants.removeAll { $0.name == "stable" }
        restored.update(changed: [feature], removed: [], states: [:], revision: 5, now: Self.now)
        for name in ["canary", "stable"] {
            #expect(restored.names.fault(feature: "chat", variant: name, now: Self.now) == nil)
            #expect(
                restored.windows.take(makeOutcome(.error, variant: name, time: Self.now), now: Self.now)
                    == .superseded)
        }
        #expect(restored.names.fault(feature: "chat", variant: "stabel", now: Self.now) == .variant)
        let tomorrow = Self.now + 90_000 * .second
        #expect(restored.names.fault(feature: "chat", variant: "canary", now: tomorrow) == .variant)
    }

    @Test func `after a reboot only totals are taken`() throws {
        let ledger = makeLedger()
        let bytes = ledger.checkpoint(bootID: "boot", rings: [1: RingProgress(position: 77)])
        let restored = try OutcomeLedger.restored(from: bytes, bootID: "another")
        #expect(restored.rings.isEmpty)
        #expect(restored.ledger.calls.inFlight == 0)
        #expect(restored.ledger.windows.readings(of: "chat").isEmpty)
        #expect(restored.ledger.metrics == ledger.metrics)
    }

    @Test func `gauges are not totals`() throws {
        var ledger = OutcomeLedger()
        ledger.metrics.set(1, of: .storeUp)
        ledger.metrics.add(3, to: .intakeDropped, ["ring", "full"])
        let restored = try OutcomeLedger.restored(from: ledger.checkpoint(bootID: "b", rings: [:]), bootID: "b")
        #expect(restored.ledger.metrics.value(of: .storeUp) == nil)
        #expect(restored.ledger.metrics.value(of: .intakeDropped, ["ring", "full"]) == 3)
    }

    @Test func `a series is a few kilobytes`() {
        let bytes = makeLedger().checkpoint(bootID: "boot", rings: [:])
        #expect(bytes.count < 32_768)
    }

    @Test func `a torn or damaged file is refused`() {
        let bytes = makeLedger().checkpoint(bootID: "boot", rings: [:])
        for length in stride(from: 0, to: bytes.count, by: 97) {
            #expect(throws: CheckpointError.self) {
                try OutcomeLedger.restored(from: Array(bytes[..<length]), bootID: "boot")
            }
        }
        var damaged = bytes
        damaged[damaged.count / 2] ^= 1
        #expect(throws: CheckpointError.self) { try OutcomeLedger.restored(from: damaged, bootID: "boot") }
    }

    @Test func `bytes behind a right checksum never trap`() {
        var generator = SeededGenerator(seed: 8)
        let whole = Array(makeLedger().checkpoint(bootID: "boot", rings: [1: RingProgress(position: 2)]).dropLast(8))
        var read = 0
        for _ in 0..<1_000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] =
                    [0, 255, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
            guard var restored = try? OutcomeLedger.read(bytes[...], bootID: "boot") else { continue }
            read += 1
            // Whatever was read can be gone on with.
            restored.ledger.update(catalog: makeCatalog(), states: [:], revision: 3, now: Self.now)
            restored.ledger.take(makeOutcome(.error, time: Self.now, revision: 9), now: Self.now)
            for ring: UInt128 in 0...1 { _ = restored.ledger.watch(ring, now: Self.now) }
            for window in Window.allCases {
                let series = restored.ledger.windows.readings(of: "chat").map(\.series)
                let tally = Series.tally(series, window, now: Self.now)
                #expect(Series.capped(tally, series, window, now: Self.now).calls <= tally.calls)
            }
        }
        #expect(read > 30)
    }
}
