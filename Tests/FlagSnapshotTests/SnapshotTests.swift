import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing

@Suite struct SnapshotTests {
    @Test func aSnapshotCarriesWhatItsHeaderSays() throws {
        let file = try snapshot(.chat(), .chat(key: "search"))
        try file.withUnsafeBytes { bytes in
            let view = try SnapshotView(Bytes(bytes))
            #expect(view.generation == 7)
            #expect(view.revision == 41)
            #expect(view.recordCount == 2)
            #expect(view.unitKey == (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
            #expect(view.verifyChecksum())
        }
    }

    @Test func aSnapshotOfNothingIsReadable() throws {
        #expect(try evaluate("support-chat", in: try snapshot()).status == .flagNotFound)
    }

    @Test func tenThousandFeaturesAreFoundAgain() throws {
        let features = (0..<10_000).map { CompiledFeature.chat(key: "feature-\($0)") }
        let file = try SnapshotWriter.encode(
            features.map { try $0.record() }, generation: 1, revision: 1, unitKey: unitKey)
        for number in stride(from: 0, to: 10_000, by: 97) {
            #expect(try evaluate("feature-\(number)", in: file).variant == "stable")
        }
        #expect(try evaluate("feature-10000", in: file).status == .flagNotFound)
    }

    @Test func whatCannotBeLaidOutIsRefused() {
        var feature = CompiledFeature.chat()
        #expect(throws: SnapshotWriter.Fault.sameHash("support-chat", "support-chat")) {
            try snapshot(feature, feature)
        }
        #expect(throws: SnapshotWriter.Fault.badUnitKey(count: 3)) {
            try SnapshotWriter.encode([feature.record()], generation: 1, revision: 1, unitKey: [1, 2, 3])
        }
        feature.baseline = 3
        #expect(throws: SnapshotWriter.Fault.noSuchVariant(key: "support-chat", index: 3)) {
            try snapshot(feature)
        }
        feature = .chat(rules: [CompiledRule(shares: [.init(variant: 0, weight: 99_999)])])
        #expect(throws: SnapshotWriter.Fault.badWeights(key: "support-chat")) { try snapshot(feature) }
        let shares = [CompiledRule.Share](repeating: .init(variant: 0, weight: 0), count: 65_535)
        feature = .chat(rules: [CompiledRule(shares: shares + [.init(variant: 0, weight: 100_000)])])
        #expect(throws: SnapshotWriter.Fault.tooManySteps(key: "support-chat", count: 65_537)) {
            try snapshot(feature)
        }
    }

    @Test func anyChangedByteBreaksAChecksum() throws {
        let file = try snapshot(.chat())
        for offset in file.indices {
            var changed = file
            changed[offset] ^= 0x10
            let isSound = changed.withUnsafeBytes { bytes in
                (try? SnapshotView(Bytes(bytes)))?.verifyChecksum() ?? false
            }
            #expect(!isSound, "offset \(offset)")
        }
    }

    @Test func aTruncatedSnapshotIsRefused() throws {
        let file = try snapshot(.chat())
        let memory = try GuardedMemory(capacity: file.count)
        for count in 0..<file.count {
            let held = memory.hold(file[..<count])
            #expect(throws: SnapshotView.Fault.self) { try evaluate("support-chat", in: held) }
        }
    }

    @Test func aRenewedHeaderMakesTheSameFileAnotherGenerations() throws {
        let file = try snapshot(.chat(), .chat(key: "search"))
        let header = try #require(file.withUnsafeBytes { SnapshotWriter.renewedHeader(of: Bytes($0), generation: 99) })
        let renewed = header + file[header.count...]
        try renewed.withUnsafeBytes { bytes in
            let view = try SnapshotView(Bytes(bytes))
            #expect(view.generation == 99 && view.revision == 41 && view.verifyChecksum())
        }
        var damaged = file
        damaged[file.count - 9] ^= 1
        #expect(damaged.withUnsafeBytes { SnapshotWriter.renewedHeader(of: Bytes($0), generation: 99) } == nil)
    }
}
