// What can be told of conditions without a context: that one list of them implies another, and that a list holds for
// nobody. Both err on the safe side: what cannot be told is not so.

import FlagSnapshot

extension [RouteCondition] {
    /// Whether every context that fulfils these conditions fulfils the others as well. Of flattened conditions.
    func implies(_ others: [RouteCondition]) -> Bool {
        others.flatMap(\.flattened).allSatisfy { other in contains { $0.implies(other) } }
    }

    /// Whether no context fulfils all of these. Of flattened conditions.
    var contradictsItself: Bool {
        indices.contains { index in self[(index + 1)...].contains { self[index].excludes($0) } }
    }
}

extension RouteCondition {
    /// What a segment stands for, in place of it.
    var flattened: [RouteCondition] {
        if case .all(let conditions) = test, !negated { return conditions.flatMap(\.flattened) }
        return [self]
    }

    fileprivate func implies(_ other: RouteCondition) -> Bool {
        if self == other { return true }
        guard attribute == other.attribute else { return false }
        switch (test, negated, other.test, other.negated) {
        case (.oneOf(let own), false, .oneOf(let others), false): return own.allSatisfy(others.contains)
        case (.oneOf(let own), true, .oneOf(let others), true): return others.allSatisfy(own.contains)
        case (.oneOf(let own), false, .oneOf(let others), true): return !own.contains(where: others.contains)
        case (.startsWith(let own), false, .startsWith(let others), false):
            return own.allSatisfy { prefix in others.contains { prefix.utf8.starts(with: $0.utf8) } }
        case (.startsWith(let own), true, .startsWith(let others), true):
            return others.allSatisfy { prefix in own.contains { prefix.utf8.starts(with: $0.utf8) } }
        default: return false
        }
    }

    /// Whether no context fulfils both.
    fileprivate func excludes(_ other: RouteCondition) -> Bool {
        guard attribute == other.attribute else { return false }
        if test == other.test { return negated != other.negated }
        switch (test, negated, other.test, other.negated) {
        case (.oneOf(let own), false, .oneOf(let others), false): return !own.contains(where: others.contains)
        case (.oneOf(let own), false, .oneOf(let others), true): return own.allSatisfy(others.contains)
        case (.oneOf(let own), true, .oneOf(let others), false): return others.allSatisfy(own.contains)
        default: return false
        }
    }
}
