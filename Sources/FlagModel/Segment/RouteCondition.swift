package import SnapshotWriting

/// One test of a `when`. A missing attribute fulfils only a negated test.
package struct RouteCondition: Sendable, Equatable {
    package enum Test: Sendable, Equatable {
        /// The attribute is one of these; values of different types are never equal.
        case oneOf([AttributeLiteral])
        /// Bytewise prefix of a text.
        case startsWith([String])
        /// flagd's `sem_ver`: a comparison such as `>=` and a version.
        case semanticVersion(comparison: String, version: String)
        /// The segment of that name; `attribute` is empty.
        case segment(String)
        /// What a segment stands for, once it is resolved: all of these hold; `attribute` is empty.
        indirect case all([RouteCondition])
    }

    package var attribute: String
    package var test: Test
    package var negated: Bool

    package init(attribute: String, test: Test, negated: Bool = false) {
        self.attribute = attribute
        self.test = test
        self.negated = negated
    }
}
