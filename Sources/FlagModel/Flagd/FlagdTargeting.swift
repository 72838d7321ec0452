// A feature's route as flagd's targeting: JSONLogic that gives the name of the variant which the evaluator would give,
// or null for the default variant, the baseline. What buckets is always the text `salt/unit`, written out, so that no
// client's default comes into it; and it is tested first, because `cat` of a missing value is a text as well.

import SnapshotWriting

/// What flagd is to do with a unit.
enum FlagdTargeting {
    /// Everyone gets the variant of that index.
    case always(Int)
    case rule(JSONValue)

    /// The route of a feature that is not killed, nor serves one variant throughout.
    init(_ feature: CompiledFeature, _ variants: RestrictedVariants) {
        self = Writer(feature: feature, variants: variants).route
    }
}

private struct Writer {
    let feature: CompiledFeature
    let variants: RestrictedVariants

    var route: FlagdTargeting {
        var branches: [JSONValue] = []
        for entry in feature.rules {
            guard let condition = entry.condition else {
                // What follows it is never reached.
                let last = staged(shares(of: entry))
                guard !branches.isEmpty else { return last }
                branches.append(result(last))
                break
            }
            branches += [condition.json, result(shares(of: entry))]
        }
        return branches.isEmpty ? .always(feature.baseline) : .rule(["if": .array(branches)])
    }

    private func shares(of entry: CompiledRule) -> FlagdTargeting {
        if entry.shares.count == 1 { return .always(entry.shares[0].variant) }
        let shares = entry.shares.map { ($0.variant, $0.weight) }.map {
            JSONValue.array([name($0), .integer(Int64($1))])
        }
        return .rule(bucketed(["fractional": .array([bucketingText(feature.salt)] + shares)]))
    }

    /// The last entry's result, where the rollout's stage does not take the unit. While there is a rollout, even at
    /// nothing, who has nothing to be bucketed by is on the baseline.
    private func staged(_ rest: FlagdTargeting) -> FlagdTargeting {
        guard let rollout = feature.rollout, let share = rollout.stages.last?.share else { return rest }
        let candidate = name(rollout.candidate)
        let others = Int64(CompiledRule.totalWeight) - Int64(share)
        guard share > 0 else { return .rule(bucketed(result(rest))) }
        guard others > 0 else { return .rule(bucketed(candidate)) }
        let stage: JSONValue = [
            "fractional": [
                bucketingText(rollout.salt), [candidate, .integer(Int64(share))], ["", .integer(others)],
            ]
        ]
        return .rule(bucketed(["if": [["==": [stage, candidate]], candidate, result(rest)]]))
    }

    /// Null, and so the baseline, for who has nothing to be bucketed by.
    private func bucketed(_ result: JSONValue) -> JSONValue {
        let value: JSONValue = ["var": .string(bucketBy)]
        // The unit is always a text; an attribute of another type buckets nobody.
        let isText: JSONValue = ["and": [["starts_with": [value, ""]], value]]
        return ["if": [feature.bucketBy == nil ? ["!!": [value]] : isText, result, .null]]
    }

    private func bucketingText(_ salt: String) -> JSONValue {
        ["cat": [.string(salt), "/", ["var": .string(bucketBy)]]]
    }

    private var bucketBy: String { feature.bucketBy ?? "targetingKey" }

    private func result(_ targeting: FlagdTargeting) -> JSONValue {
        switch targeting {
        case .always(let index): name(index)
        case .rule(let rule): rule
        }
    }

    private func name(_ index: Int) -> JSONValue { .string(variants.name(variants.replacement(for: index))) }
}
