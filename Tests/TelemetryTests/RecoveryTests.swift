import FlagSnapshot
import SeededRandom
import Testing

@testable import Telemetry

struct RecoveryTests {
    static let now: UInt64 = 50_000 * .second

    /// An agent's life as files see it, driven by hand.
    struct Life {
        var ledger: OutcomeLedger
        var sequence: UInt64
        var checkpoint: [UInt8]?
        var journal: [UInt8]
        let bootID: String

        init(_ recovery: Recovery, checkpoint: [UInt8]?, journal: [UInt8], bootID: String = "boot") {
            ledger = recovery.ledger
            self.checkpoint = checkpoint
            self.bootID = bootID
            self.journal = recovery.isEmpty ? JournalFrame.head(bootID: bootID) : journal
            sequence = recovery.sequence
            append(.began)
            ledger.metrics.raise(recovery.shown, origin: .agent)
            ledger.update(catalog: makeCatalog(), states: [:], revision: 1, now: 1)
            for entry in recovery.reports {
                if case .reports(let batch, let source, let user, let time) = entry.content {
                    ledger.take(batch, source: source, of: Reporter(user: user), now: time)
                }
            }
            ledger.metrics.raise(recovery.shown, origin: .reports)
        }

        mutating func append(_ content: JournalEntry.Content) {
            sequence += 1
            journal += JournalEntry(sequence, content).bytes
        }

        mutating func report(_ batch: ReportDecoder.Batch) {
            ledger.take(batch, source: .http, of: Reporter(user: 1), now: RecoveryTests.now)
            append(.reports(batch, .http, user: 1, time: RecoveryTests.now))
        }

        mutating func show() -> MetricRegistry {
            append(.shown(ledger.metrics.unkept))
            return ledger.metrics
        }

        mutating func keep(isFinal: Bool = false) {
            let epoch = ledger.metrics.beginEpoch()
            checkpoint = ledger.checkpoint(bootID: bootID, rings: [:], sequence: sequence, isFinal: isFinal)
            ledger.metrics.kept(epoch)
            journal = JournalFrame.head(bootID: bootID)
        }

        func recover(bootID: String = "boot", isIncomplete: Bool = false) -> Recovery {
            Recovery(
                checkpoint: checkpoint, journal: [journal], isIncomplete: isIncomplete, bootID: bootID, time: 99)
        }
    }

    static func begin() -> Life {
        Life(
            Recovery(checkpoint: nil, journal: [], isIncomplete: false, bootID: "boot", time: 1), checkpoint: nil,
            journal: [])
    }

    static func batch(_ seed: UInt64) -> ReportDecoder.Batch {
        var generator = SeededGenerator(seed: seed)
        var batch = ReportDecoder.Batch()
        for _ in 0..<3 {
            var outcome = makeOutcome(
                Outcome.Result.allCases.randomElement(using: &generator) ?? .ok, source: .http, time: now,
                unit: UInt128.random(in: 0...UInt128.max, using: &generator), weight: 1.5,
                decision: UInt128.random(in: 1...UInt128.max, using: &generator))
            outcome.costMicros = Bool.random(using: &generator) ? 17 : nil
            outcome.latencyNanoseconds = UInt64.random(in: 0...9_000_000_000, using: &generator)
            outcome.firstTokenNanoseconds = 3
            outcome.inputTokens = 5
            outcome.outputTokens = 7
            outcome.cachedTokens = 2
            batch.outcomes.append(outcome)
        }
        for opinion in [
            Judgement.Opinion.feedback(kind: "copy"), .score(name: "tone", dimension: "style", value: -0.5),
        ] {
            batch.judgements.append(
                Judgement(
                    source: .http, feature: "chat", variant: "canary", opinion: opinion, time: now, revision: 4,
                    decision: 8, unit: 9))
        }
        batch.rejected = [.malformed: 2]
        return batch
    }

    @Test func `an entry comes back as it was written`() throws {
        var registry = MetricRegistry(time: 5)
        registry.observe(0.3, in: .latency, ["chat", "stable"])
        let entries = [
            JournalEntry(1, .began), JournalEntry(2, .reports(Self.batch(1), .datagram, user: 7, time: 77)),
            JournalEntry(3, .shown(registry.unkept)),
        ]
        let bytes = JournalFrame.head(bootID: "boot") + entries.flatMap(\.bytes)
        let read = try #require(JournalFrame.read(bytes))
        #expect(read.bootID == "boot")
        #expect(read.entries == entries)
        #expect(read.length == bytes.count)
    }

    @Test func `every field of a report is written: who adds one adds it to the journal`() throws {
        let batch = Self.batch(1)
        // The reporter's user stands in the entry, once for all.
        #expect(Mirror(reflecting: try #require(batch.outcomes.first)).children.count == 18 + 1)
        #expect(Mirror(reflecting: try #require(batch.judgements.first)).children.count == 8)
        // What was refused is counted; why, and what was meant, was answered.
        #expect(Mirror(reflecting: batch).children.count == 3 + 2)
    }

    @Test func `what was torn by a kill, or damaged, ends the journal there`() throws {
        var bytes = JournalFrame.head(bootID: "boot") + JournalEntry(1, .began).bytes
        let whole = bytes.count
        bytes += JournalEntry(2, .reports(Self.batch(1), .http, user: 1, time: 1)).bytes
        for length in whole..<bytes.count {
            let read = try #require(JournalFrame.read(Array(bytes[..<length])))
            #expect(read.entries.count == 1)
            #expect(read.length == whole)
        }
        bytes[whole + 20] ^= 1
        #expect(JournalFrame.read(bytes)?.entries.count == 1)
        #expect(JournalFrame.read([]) == nil)
        #expect(JournalFrame.read([255, 255, 255, 255]) == nil)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `whenever an agent is killed, no count that was shown falls, and nothing acknowledged is lost or doubled`(
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        var undisturbed = Self.begin()
        var life = Self.begin()
        var seen = MetricRegistry()
        for step in 1...60 as ClosedRange<UInt64> {
            switch UInt64.random(in: 0..<6, using: &generator) {
            case 0:
                life.keep()
            case 1:
                let recovery = life.recover()
                #expect(recovery.loss == nil)
                life = Life(recovery, checkpoint: life.checkpoint, journal: life.journal)
            case 2:
                life.ledger.metrics.add(to: .evaluations, ["chat", "stable", "SPLIT"])
            case 3:
                let shown = life.show()
                #expect(Self.falls(from: seen, to: shown) == [])
                seen = shown
            default:
                let batch = Self.batch(seed * 1_000 + step)
                undisturbed.report(batch)
                life.report(batch)
            }
        }
        for family in MetricFamily.all where family.origin == .reports {
            #expect(
                Self.rounded(life.ledger.metrics, family) == Self.rounded(undisturbed.ledger.metrics, family),
                "\(family.name)")
        }
        #expect(life.ledger.windows == undisturbed.ledger.windows)
    }

    /// Sums are added in another order after a kill.
    private static func rounded(_ registry: MetricRegistry, _ family: MetricFamily) -> [[String]: [Double]] {
        registry.families[family, default: [:]].mapValues { sample in
            switch sample.content {
            case .value(let value): [value]
            case .histogram(let counts, let sum): counts + [(sum * 1e6).rounded() / 1e6]
            }
        }
    }

    private static func falls(from before: MetricRegistry, to after: MetricRegistry) -> [KeptSeries] {
        before.totals.filter { series in
            guard let now = after.families[series.family]?[series.labels]?.content else { return true }
            return now.raised(to: series.content) != now
        }
    }

    @Test func `counters begin at 0 where more was shown than kept, and what guards judge by stays`() {
        var life = Self.begin()
        life.report(Self.batch(1))
        life.keep()
        life.report(Self.batch(2))
        let recovery = life.recover(isIncomplete: true)
        #expect(recovery.loss != nil)
        #expect(recovery.ledger.metrics == MetricRegistry(time: 99))
        #expect(recovery.isEmpty)
        #expect(!recovery.ledger.windows.readings(of: "chat").isEmpty)
    }

    @Test func `a checkpoint that is gone, damaged or older than the journal is not gone on from`() {
        var life = Self.begin()
        life.report(Self.batch(1))
        life.keep()
        let older = life.checkpoint
        life.report(Self.batch(2))
        life.keep()
        life.report(Self.batch(3))
        #expect(life.recover().loss == nil)
        for checkpoint in [nil, older, life.checkpoint.map { Array($0.dropLast()) }] {
            life.checkpoint = checkpoint
            #expect(life.recover().loss != nil)
            #expect(life.recover().ledger.metrics == MetricRegistry(time: 99))
        }
    }

    @Test func `after a reboot counters go on only from an agent that was stopped`() {
        var life = Self.begin()
        life.report(Self.batch(1))
        life.keep()
        #expect(life.recover(bootID: "another").loss != nil)
        life.keep(isFinal: true)
        let stopped = life.recover(bootID: "another")
        #expect(stopped.loss == nil)
        #expect(stopped.ledger.metrics == life.ledger.metrics)
        // A later life that kept nothing has shown more than that.
        let later = Life(life.recover(), checkpoint: life.checkpoint, journal: life.journal)
        #expect(later.recover().loss == nil)
        #expect(later.recover(bootID: "another").loss != nil)
    }

    @Test func `the very first life begins with nothing to lose`() {
        let recovery = Recovery(checkpoint: nil, journal: [], isIncomplete: false, bootID: "boot", time: 7)
        #expect(recovery.loss == nil)
        #expect(recovery.ledger.metrics == MetricRegistry(time: 7))
        #expect(Self.begin().recover().loss == nil)
    }
}
