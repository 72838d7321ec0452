import ArgumentParser
import FlagStore

/// Why a person changes something: kept in the record for good.
struct ReasonOptions: ParsableArguments {
    @Option(help: .init("Why; kept in the record.", valueName: "text"))
    var reason: String

    @Option(help: .init("For whom you act; recorded beside you.", valueName: "name"))
    var onBehalfOf: String?

    func validate() throws {
        guard !reason.utf8.isEmpty, reason.utf8.count <= Self.longest else {
            throw ValidationError("--reason takes 1 to \(Self.longest) bytes of text")
        }
    }

    private static let longest = 1_000
}

extension DocumentStore {
    /// A new change by whom this store takes us for. Its id stays the same through every retry.
    func attribution(reason: String, onBehalfOf: String?) async throws(StoreError) -> Attribution {
        Attribution(
            commitID: String(UInt128.random(in: .min ... .max), radix: 16), actor: try await actor(),
            onBehalfOf: onBehalfOf, reason: reason, source: "cli")
    }
}
