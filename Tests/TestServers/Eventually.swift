/// Asks again until it is so; throws where it never is.
package func eventually(
    _ what: String, within patience: Duration = .seconds(15), _ isSo: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + patience
    while clock.now < end {
        if (try? await isSo()) == true { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    guard try await isSo() else { throw TestSetupError(description: "not within \(patience): \(what)") }
}
