// Documents as flagd's flags, for OpenFeature providers and for whoever leaves. Providers refuse a whole file for one key
// too many in a flag, so only `state`, `variants`, `defaultVariant`, `targeting` and `metadata` are written.

package import SnapshotWriting

/// Writes documents as the JSON of flagd's flags. What JSONLogic cannot say is left out, and a flag's metadata names it.
package struct FlagdExport: Sendable {
    /// Whether the texts of prompts go out as well; without them a prompt is its name, version and variables.
    package var includesPrompts: Bool

    package init(includesPrompts: Bool = false) { self.includesPrompts = includesPrompts }

    /// One feature as the JSON of a flag.
    ///
    /// - Parameter restriction: what holds for it now; `killed` where the whole namespace is.
    package func flag(_ feature: CompiledFeature, under restriction: OverrideEntry = .none) -> [UInt8] {
        let variants = RestrictedVariants(feature, under: restriction)
        var members: [String: JSONValue] = ["state": "ENABLED"]
        var standard = feature.baseline
        if let everyone = variants.everyone {
            // Killed, the off variant is served even where it is withdrawn.
            standard = restriction.killed ? everyone : variants.replacement(for: everyone)
        } else {
            switch FlagdTargeting(feature, variants) {
            case .always(let index): standard = variants.replacement(for: index)
            case .rule(let rule):
                standard = variants.replacement(for: feature.baseline)
                members["targeting"] = rule
            }
        }
        members["defaultVariant"] = .string(variants.name(standard))
        members["metadata"] = metadata(of: feature, under: restriction)
        // Values are JSON already.
        var flag = JSONValue.object(members).canonical
        flag.removeLast()
        var separator = #","variants":{"#
        for variant in feature.variants {
            flag += separator.utf8
            flag += JSONValue.string(variant.name).canonical
            flag.append(UInt8(ascii: ":"))
            flag += includesPrompts ? variant.value : Self.withoutPromptTexts(variant.value)
            separator = ","
        }
        flag += "}}".utf8
        return flag
    }

    /// One ordinary flag as it came; killed, it is a disabled one.
    package func flag(_ flag: OrdinaryFlag, under restriction: OverrideEntry = .none) -> [UInt8] {
        let isEnabled = flag.isEnabled && !restriction.killed
        var members: [String: JSONValue] = ["state": isEnabled ? "ENABLED" : "DISABLED"]
        members["defaultVariant"] = flag.defaultVariant.map { .string($0) }
        members["targeting"] = flag.targeting
        // Anything else among them, and providers refuse the whole file.
        let metadata = flag.metadata.filter { !$0.key.isEmpty && $0.value.isScalar }
        if !metadata.isEmpty { members["metadata"] = .object(metadata) }
        members["variants"] = .object(flag.variants)
        return JSONValue.object(members).canonical
    }

    private func metadata(of feature: CompiledFeature, under restriction: OverrideEntry) -> JSONValue? {
        var metadata: [String: JSONValue] = [:]
        if restriction.killed {
            metadata["cause"] = restriction.isKilledByGuard ? "TRIPPED" : "KILLED"
        } else if restriction.serve != 0 {
            metadata["cause"] = "TRIPPED"
        }
        var missing: [String] = []
        if feature.onStale != nil { missing.append("onStale") }
        if feature.rollout != nil, feature.bucketBy == "session" { missing.append("session stickiness") }
        if !missing.isEmpty { metadata["leftOut"] = .string(missing.joined(separator: ", ")) }
        return metadata.isEmpty ? nil : .object(metadata)
    }
}

extension JSONValue {
    fileprivate var isScalar: Bool {
        switch self {
        case .bool, .integer, .number, .string: true
        case .null, .array, .object: false
        }
    }
}
