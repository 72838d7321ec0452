import FlagModel
import FlagStore
import SeededRandom
import Testing

@Suite struct AuditChainTests {
    private static let storeID = "5708e"

    /// A log as a store makes it: revisions ascend, now and then with a gap.
    private static func log(_ count: Int, using generator: inout SeededGenerator) -> [ChangeRecord] {
        var (revision, chain): (UInt64, String) = (0, AuditChain.origin)
        return (0..<count).map { number in
            revision += Int.random(in: 0..<10, using: &generator) == 0 ? 7 : 1
            let payload = ChangePayload(
                attribution: Attribution(
                    commitID: "c\(number)", actor: "uid:kim@desk", reason: "because \(number)", source: "cli"),
                changes: [LoggedChange(.kill("f\(Int.random(in: 0..<5, using: &generator))"))])
            let at = Int64(1_000 + number / 3)
            chain = AuditChain.link(
                after: chain, storeID: storeID, revision: revision, at: at, payloadDigest: payload.digest)
            return ChangeRecord(
                revision: revision, at: at, payload: payload, payloadDigest: payload.digest, chain: chain)
        }
    }

    @Test func `a log as it was made is whole, from its start and from any checkpoint`() {
        var generator = SeededGenerator(seed: 1)
        let log = Self.log(200, using: &generator)
        #expect(AuditChain.verify([], after: nil, storeID: Self.storeID, upTo: 0) == nil)
        #expect(AuditChain.verify(log, after: nil, storeID: Self.storeID, upTo: log.last?.revision) == nil)
        for index in [0, 1, 77, 199] {
            let checkpoint = AuditChain.Checkpoint(revision: log[index].revision, chain: log[index].chain)
            #expect(AuditChain.verify(log[(index + 1)...], after: checkpoint, storeID: Self.storeID) == nil)
        }
    }

    @Test func `whatever is altered, removed, put in or moved is found, and where`() throws {
        var generator = SeededGenerator(seed: 2)
        for round in 0..<400 {
            let whole = Self.log(Int.random(in: 2...30, using: &generator), using: &generator)
            let index = Int.random(in: 0..<whole.count, using: &generator)
            let tampering = try #require(Tampering.allCases.randomElement(using: &generator))
            let log = tampering.done(to: whole, at: index, using: &generator)
            guard log != whole else { continue }
            let found = AuditChain.verify(log, after: nil, storeID: Self.storeID, upTo: whole.last?.revision)
            let place = try #require(found, "round \(round): \(tampering) at \(index) of \(whole.count)")
            let first = log.indices.first { $0 >= whole.count || log[$0] != whole[$0] } ?? log.count
            // What is removed shows in the record that comes after it.
            let expected = first < log.count ? log[first].revision : whole.last?.revision
            #expect(place.revision == expected, "round \(round): \(tampering) at \(index): \(place)")
        }
    }

    @Test func `a log of another store, or after another checkpoint, is not this one's`() {
        var generator = SeededGenerator(seed: 3)
        let log = Self.log(5, using: &generator)
        #expect(AuditChain.verify(log, after: nil, storeID: "other")?.reason == .link)
        let other = AuditChain.Checkpoint(revision: 0, chain: log[0].chain)
        #expect(AuditChain.verify(log, after: other, storeID: Self.storeID)?.reason == .link)
        let late = AuditChain.Checkpoint(revision: 99, chain: AuditChain.origin)
        #expect(AuditChain.verify(log, after: late, storeID: Self.storeID)?.reason == .order)
    }

    @Test func `records that are missing at the end are missed where the namespace's revision is known`() {
        var generator = SeededGenerator(seed: 4)
        let log = Self.log(5, using: &generator)
        let cut = log.dropLast()
        #expect(AuditChain.verify(cut, after: nil, storeID: Self.storeID) == nil)
        let found = AuditChain.verify(cut, after: nil, storeID: Self.storeID, upTo: log.last?.revision)
        #expect(found == AuditChain.Break(revision: log[4].revision, reason: .missing))
    }
}

/// What somebody who can write the log might do to it.
private enum Tampering: CaseIterable {
    case alteredText, alteredTextAndDigest, alteredTime, alteredRevision, alteredLink, removed, doubled, putIn, swapped,
        cut

    func done(
        to whole: [ChangeRecord], at index: Int, using generator: inout SeededGenerator
    ) -> [ChangeRecord] {
        var log = whole
        var other = ChangePayload(
            attribution: Attribution(commitID: "x", actor: "uid:mallory@desk", reason: "", source: "cli"), changes: [])
        other.attribution.reason = "\(UInt64.random(in: 0 ... .max, using: &generator))"
        switch self {
        case .alteredText:
            let byte = Int.random(in: log[index].text.indices, using: &generator)
            log[index].text[byte] ^= UInt8.random(in: 1...255, using: &generator)
        case .alteredTextAndDigest:
            log[index].text = other.text
            log[index].payloadDigest = other.digest
        case .alteredTime: log[index].at += 1
        case .alteredRevision: log[index].revision += 1
        case .alteredLink: log[index].chain = Digest.hexadecimal(of: other.text)
        case .removed: log.remove(at: index)
        case .doubled: log.insert(log[index], at: index)
        case .putIn:
            let chain = index > 0 ? log[index - 1].chain : AuditChain.origin
            let link = AuditChain.link(
                after: chain, storeID: "5708e", revision: log[index].revision, at: log[index].at,
                payloadDigest: other.digest)
            log.insert(
                ChangeRecord(
                    revision: log[index].revision, at: log[index].at, payload: other, payloadDigest: other.digest,
                    chain: link), at: index)
        case .swapped: log.swapAt(index, Int.random(in: log.indices, using: &generator))
        case .cut: log.removeLast(log.count - index)
        }
        return log
    }
}
