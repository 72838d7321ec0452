// What differs between two JSON values, path by path, for people to read before they agree to it.

package import FlagModel

/// One place at which two values differ.
package struct ValueDifference: Sendable, Equatable {
    /// `variants.canary.model`, `route[0].split.canary`, `guards[errors].when`; empty for the whole value.
    package var path: String
    /// `nil`: only there afterwards.
    package var old: JSONValue?
    /// `nil`: only there before.
    package var new: JSONValue?

    /// All differences, in the order of their paths. What was added or removed whole is one difference.
    package static func between(_ old: JSONValue, _ new: JSONValue, at path: String = "") -> [ValueDifference] {
        if old == new { return [] }
        if case .object(let before) = old, case .object(let after) = new {
            return members(before, after) { path.isEmpty ? $0 : "\(path).\($0)" }
        }
        if case .array(let before) = old, case .array(let after) = new {
            if let before = byName(before), let after = byName(after),
                before.order.filter({ after.elements[$0] != nil }) == after.order.filter({ before.elements[$0] != nil })
            {
                return members(before.elements, after.elements) { "\(path)[\($0)]" }
            }
            return elements(before, after, at: path)
        }
        return [ValueDifference(path: path, old: old, new: new)]
    }

    private static func members(
        _ old: [String: JSONValue], _ new: [String: JSONValue], path: (String) -> String
    ) -> [ValueDifference] {
        Set(old.keys).union(new.keys).sorted().flatMap { name -> [ValueDifference] in
            guard let before = old[name], let after = new[name] else {
                return [ValueDifference(path: path(name), old: old[name], new: new[name])]
            }
            return between(before, after, at: path(name))
        }
    }

    private static func elements(_ old: [JSONValue], _ new: [JSONValue], at path: String) -> [ValueDifference] {
        (0..<max(old.count, new.count)).flatMap { index -> [ValueDifference] in
            let place = "\(path)[\(index)]"
            if index >= old.count { return [ValueDifference(path: place, new: new[index])] }
            if index >= new.count { return [ValueDifference(path: place, old: old[index])] }
            return between(old[index], new[index], at: place)
        }
    }

    /// Elements by their `name`, where each has one of its own: guards and budgets are known by name, so an inserted
    /// one does not make all behind it look changed. `order` tells a mere reordering, which is compared by index.
    private static func byName(_ elements: [JSONValue]) -> (elements: [String: JSONValue], order: [String])? {
        let names = elements.compactMap { $0["name"]?.string }
        guard names.count == elements.count, Set(names).count == names.count else { return nil }
        return (Dictionary(uniqueKeysWithValues: zip(names, elements)), names)
    }
}
