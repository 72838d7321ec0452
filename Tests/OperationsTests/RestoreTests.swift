import FlagModel
import FlagStore
import Operations
import SQLiteStore
import Samples
import Testing

@Suite struct RestoreTests {
    @Test func `a restore that was planned on an older state is a conflict, and lifts nothing`() async throws {
        let namespace = try await TemporaryNamespace()
        try await namespace.apply(SampleDocuments.feature)
        try await namespace.perform(Kill(key: "support-chat"))
        let plan = try await Restore(key: "support-chat").plan(on: namespace.store)
        #expect(plan.held.descriptions.count == 1)
        try await namespace.perform(Withdraw(key: "support-chat", variant: "canary"))
        let error = await #expect(throws: OperationError.self) {
            try await plan.perform(in: namespace.store, as: namespace.author)
        }
        #expect(error?.code == .conflict && error?.remedies == [.lookAgain("support-chat")])
        let held = try await Restore(key: "support-chat").plan(on: namespace.store).held
        #expect(held.descriptions.count == 2)
    }

    @Test func `where nothing is held nothing is done, and a variant that there is not is named`() async throws {
        let namespace = try await TemporaryNamespace()
        try await namespace.apply(SampleDocuments.feature)
        let before = try await namespace.store.lineage()
        guard case .done(let receipt, nil) = try await namespace.perform(Restore(key: "support-chat")) else {
            Issue.record("not done")
            return
        }
        #expect(!receipt.changed && receipt.lineage == before)
        let error = await #expect(throws: OperationError.self) {
            try await Restore(key: "support-chat", variant: "canarry").plan(on: namespace.store)
        }
        let hint = try #require(error?.remedies.first)
        #expect(error?.code == .unknown && "\(hint)".contains("canary"))
    }
}
