package import FlagStore

/// Turns a feature off, or every AI feature of the namespace. Reads nothing: no document stands in its way.
package struct Kill: Operation {
    /// `FeatureState.namespaceKey` for every AI feature.
    package var key: String

    package init(key: String) { self.key = key }

    package func plan(on store: any DocumentStore) async throws -> PlannedStateChange {
        PlannedStateChange(key: key, variant: nil, operation: .kill)
    }
}
