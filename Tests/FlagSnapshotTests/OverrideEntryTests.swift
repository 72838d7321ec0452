import FlagSnapshot
import SnapshotWriting
import Testing

/// Restrictions as readers meet them: through a real control page.
@Suite struct OverrideEntryTests {
    private let directory: TemporaryDirectory
    private let file: [UInt8]

    init() throws {
        directory = try TemporaryDirectory()
        file = try snapshot(.chat())
    }

    private func answer(
        under restriction: OverrideEntry, plan: String = "staff", baseline: UInt64 = 0, namespaceKilled: Bool = false
    ) throws -> Answer {
        let page = try ControlPageWriter(path: directory.path + "/control")
        page.setNamespaceKilled(namespaceKilled)
        #expect(page.set(restriction, for: KeyHash.of("support-chat"), baseline: baseline))
        return try evaluate(
            "support-chat", unit: "user-1", [("plan", .string(plan))], in: file, under: page.reader)
    }

    private let canary = KeyHash.of("canary")
    private let stable = KeyHash.of("stable")
    private let off = KeyHash.of("off")

    @Test func aKillServesTheOffVariant() throws {
        let answer = try answer(under: OverrideEntry(killed: true))
        #expect(answer.variant == "off" && answer.reason == .disabled && answer.cause == .killed)
    }

    @Test func `what guards alone ask for is a trip, and a person's word beside it is not`() throws {
        #expect(try answer(under: OverrideEntry(killed: true, isKilledByGuard: true)).cause == .tripped)
        #expect(
            try answer(under: OverrideEntry(killed: true, isKilledByGuard: true), namespaceKilled: true).cause
                == .killed)
        let byGuard = OverrideEntry.Replacement(variant: canary, isByGuard: true)
        #expect(try answer(under: OverrideEntry(replaced: [byGuard])).cause == .tripped)
        #expect(try answer(under: OverrideEntry(replaced: [.init(variant: canary, by: off)])).cause == .withdrawn)
        // Of several, each by itself, wherever the writer has put them.
        let page = try ControlPageWriter(path: directory.path + "/control")
        let feature = KeyHash.of("support-chat")
        for byGuards in [[canary], [stable], [canary, off], []] {
            let pairs = [stable, canary, off].map {
                OverrideEntry.Replacement(variant: $0, by: off, isByGuard: byGuards.contains($0))
            }
            page.set(OverrideEntry(replaced: pairs), for: feature)
            let answer = try evaluate(
                "support-chat", unit: "user-1", [("plan", .string("staff"))], in: file, under: page.reader)
            #expect(answer.cause == (byGuards.contains(canary) ? .tripped : .withdrawn))
        }
        page.set(.none, for: feature)
        #expect(page.restrictedFeatures().isEmpty)
    }

    @Test func aKilledNamespaceKillsEveryFeature() throws {
        let answer = try answer(under: .none, namespaceKilled: true)
        #expect(answer.variant == "off" && answer.cause == .killed)
    }

    @Test func aTrippedFallbackServesEveryone() throws {
        let answer = try answer(under: OverrideEntry(serve: stable))
        #expect(answer.variant == "stable" && answer.cause == .tripped)
    }

    @Test func aFallbackThatTheSnapshotDoesNotHaveIsTheOffVariant() throws {
        #expect(try answer(under: OverrideEntry(serve: KeyHash.of("later"))).variant == "off")
    }

    @Test func aWithdrawnVariantGivesItsBucketsTheBaseline() throws {
        let answer = try answer(under: OverrideEntry(replaced: [.init(variant: canary)]))
        #expect(answer.variant == "stable" && answer.cause == .withdrawn && answer.reason == .targetingMatch)
    }

    @Test func aWithdrawnVariantGivesItsBucketsItsReplacement() throws {
        #expect(try answer(under: OverrideEntry(replaced: [.init(variant: canary, by: off)])).variant == "off")
    }

    @Test func aWithdrawnReplacementGivesTheBaseline() throws {
        let answer = try answer(
            under: OverrideEntry(replaced: [.init(variant: canary, by: off), .init(variant: off)]))
        #expect(answer.variant == "stable")
    }

    @Test func aWithdrawnBaselineGivesTheOffVariant() throws {
        let restriction = OverrideEntry(replaced: [.init(variant: canary), .init(variant: stable)])
        #expect(try answer(under: restriction).variant == "off")
        #expect(try answer(under: restriction, plan: "free").variant == "off")
    }

    @Test func othersAreLeftAlone() throws {
        let answer = try answer(under: OverrideEntry(replaced: [.init(variant: canary)]), plan: "free")
        #expect(answer.variant == "stable" && answer.cause == .none && answer.reason == .split)
    }

    @Test func moreWithdrawalsThanFitTakeOutAllButTheBaseline() throws {
        let many = (0..<7).map { OverrideEntry.Replacement(variant: KeyHash.of("v\($0)")) }
        let answer = try answer(under: OverrideEntry(replaced: many), baseline: stable)
        #expect(answer.variant == "stable" && answer.cause == .withdrawn)
        #expect(try self.answer(under: OverrideEntry(replaced: many)).cause == .killed)
    }

    @Test func aWithdrawnBaselineIsKeptAmongMoreThanFit() throws {
        let many = (0..<7).map { OverrideEntry.Replacement(variant: KeyHash.of("v\($0)")) } + [.init(variant: stable)]
        #expect(try answer(under: OverrideEntry(replaced: many), baseline: stable).variant == "off")
    }

    @Test func whatIsRestoredIsGone() throws {
        _ = try answer(under: OverrideEntry(killed: true, serve: stable, replaced: [.init(variant: canary)]))
        #expect(try answer(under: .none).cause == .none)
    }
}
