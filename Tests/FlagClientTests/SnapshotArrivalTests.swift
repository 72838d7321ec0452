import FlagSnapshot
import Foundation
import Testing

@testable import FlagClient

/// How a reader that is asked all the time takes a new snapshot.
@Suite struct SnapshotArrivalTests {
    private let namespace: PublishedNamespace

    init() throws {
        namespace = try PublishedNamespace()
        try namespace.publish(variant: "v1", revision: 1)
    }

    /// One that counts as asked all the time at the pace of an unoptimised build.
    private func makeReader() throws -> Reader {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        reader.core?.pointee.saturation = 32
        return reader
    }

    /// Asks through more than one turn of the clock, and well into the next.
    private func askAllTheTime(_ reader: Reader) {
        let end = ContinuousClock.now + .milliseconds(12)
        while ContinuousClock.now < end { _ = reader.evaluate("chat") }
    }

    @Test func itIsTakenInAFewEvaluationsOfWhichEachIsOfOneSnapshot() throws {
        let reader = try makeReader()
        var longest = 0
        for revision in 2..<102 as Range<UInt64> {
            askAllTheTime(reader)
            let generation = try namespace.publish(variant: "v\(revision)", revision: revision)
            var older = 0
            var decision = reader.evaluate("chat")
            while decision.generation != generation, older < 10 {
                #expect(decision.variant == "v\(revision - 1)" && decision.revision == revision - 1)
                older += 1
                decision = reader.evaluate("chat")
            }
            #expect(decision.variant == "v\(revision)" && decision.revision == revision)
            longest = max(longest, older)
        }
        // Where the clock's turn did not end in between.
        #expect(longest == 3)
        for _ in 0..<8 { _ = reader.evaluate("chat") }
        #expect(try namespace.mappedSnapshots() == ["snapshot.\(reader.generation)"])
    }

    @Test func whatIsHalfTakenIsServedByTheNextEvaluationAfterAPause() async throws {
        let reader = try makeReader()
        var halfTaken = 0
        for revision in 2..<22 as Range<UInt64> {
            askAllTheTime(reader)
            try namespace.publish(variant: "v\(revision)", revision: revision)
            if reader.evaluate("chat").revision < revision { halfTaken += 1 }
            // Longer than a turn of the clock.
            try await Task.sleep(for: .milliseconds(30))
            #expect(reader.evaluate("chat").variant == "v\(revision)")
        }
        #expect(halfTaken > 0)
    }

    @Test func whatIsHalfTakenGivesWayToANewerOne() throws {
        let reader = try makeReader()
        let descriptors = try namespace.openDescriptors()
        var halfTaken = 0
        for revision in stride(from: 2 as UInt64, to: 42, by: 2) {
            askAllTheTime(reader)
            try namespace.publish(variant: "v\(revision)", revision: revision)
            for _ in 0..<(revision / 2 % 4) where reader.evaluate("chat").revision < revision { halfTaken += 1 }
            try namespace.publish(variant: "v\(revision + 1)", revision: revision + 1)
            for _ in 0..<8 { _ = reader.evaluate("chat") }
            #expect(reader.evaluate("chat").variant == "v\(revision + 1)")
        }
        #expect(halfTaken > 0)
        #expect(try namespace.openDescriptors() == descriptors)
        #expect(try namespace.mappedSnapshots() == ["snapshot.\(reader.generation)"])
    }

    @Test func whatIsHalfTakenIsLetGoOfWithTheReader() throws {
        let descriptors = try namespace.openDescriptors()
        var halfTaken = 0
        for revision in 2..<22 as Range<UInt64> {
            let reader = try makeReader()
            askAllTheTime(reader)
            try namespace.publish(variant: "v\(revision)", revision: revision)
            for _ in 0..<(revision % 4) where reader.evaluate("chat").revision < revision { halfTaken += 1 }
        }
        #expect(halfTaken > 0)
        #expect(try namespace.openDescriptors() == descriptors)
        #expect(try namespace.mappedSnapshots() == [])
    }

    @Test func oneThatWasRemovedBeforeItCouldBeOpenedGivesWayToTheOneThatTookItsPlace() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        #expect(reader.evaluate("chat").variant == "v1")
        let gone = try namespace.publish(variant: "v2", revision: 2)
        try namespace.removeSnapshot(gone)
        // What it has is read on, and said to be no newer.
        let kept = reader.evaluate("chat")
        #expect(kept.variant == "v1" && kept.revision == 1)
        let newest = try namespace.publish(variant: "v3", revision: 3)
        // As a reader does that looked at the page just before.
        reader.core?.pointee.takeSnapshot(gone, inSteps: false)
        #expect(reader.generation == newest)
        #expect(reader.evaluate("chat").variant == "v3")
        #expect(try namespace.mappedSnapshots() == ["snapshot.\(newest)"])
    }

    @Test func aReaderThatHasNothingYetTakesTheOneThatTookTheRemovedOnesPlace() throws {
        let gone = try namespace.publish(variant: "v2", revision: 2)
        try namespace.removeSnapshot(gone)
        let reader = try FlagClient(directory: namespace.path).makeReader()
        #expect(reader.evaluate("chat").status == .notReady)
        try namespace.publish(variant: "v3", revision: 3)
        #expect(reader.evaluate("chat").variant == "v3")
    }

    @Test func whoIsAskedNowAndThenTakesItAtOnce() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        for revision in 2..<202 as Range<UInt64> {
            _ = reader.evaluate("chat")
            try namespace.publish(variant: "v\(revision)", revision: revision)
            #expect(reader.evaluate("chat").variant == "v\(revision)")
        }
    }
}

extension PublishedNamespace {
    /// How many of this process's descriptors lead into the namespace.
    fileprivate func openDescriptors() throws -> Int {
        let folder = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .count {
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
                return target?.hasPrefix(path) ?? false
            }
    }
}
