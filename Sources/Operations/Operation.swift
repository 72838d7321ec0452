package import FlagStore

/// Something that a person can do, as a value: planned, shown, performed. What a surface (command line, console, API)
/// adds is how it asks and how it words the answer.
///
///     let plan = try await Kill(key: "support-chat").plan(on: store)
///     let outcome = try await plan.perform(in: store, as: author)
///
/// Errors are an `OperationError`, or a `StoreError` where the store itself did not do as it was asked. Nothing was
/// changed then, unless the store's code is `unavailable`: whether it took effect is not known, and the same author's
/// commit id may be sent again.
package protocol Operation: Sendable {
    associatedtype Plan: PerformablePlan

    /// Finds out what the operation comes to by what the store holds now. Writes nothing. What restricts reads no more
    /// than the documents that it names.
    func plan(on store: any DocumentStore) async throws -> Plan
}

/// What an operation comes to, ready to be shown and performed.
package protocol PerformablePlan: Sendable {
    associatedtype Outcome: Sendable

    /// Refused with `conflict` where somebody changed what the plan rests on.
    func perform(in store: any DocumentStore, as author: Authorship) async throws -> Outcome
}

/// What performing a plan leads to.
package enum Course: Sendable, Equatable {
    /// Nothing would change.
    case nothing
    /// It takes effect at once.
    case commit
    /// It takes effect at a time of the store's clock, Unix milliseconds.
    case schedule(Int64)
    /// It becomes a proposal, which takes so many people in all, its author among them.
    case propose(people: Int)
    /// One person does it alone; it goes back by itself.
    case breakGlass
}
