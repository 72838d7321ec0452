package import FlagStore

/// Takes a store that went back for what holds from now on: agents that kept what they had take what it holds.
package struct AdoptStore: Operation, PerformablePlan {
    package init() {}

    package func plan(on store: any DocumentStore) async throws -> AdoptStore { self }

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Receipt {
        try await store.adopt(by: try await author.attribution(in: store))
    }
}
