import FlagSnapshot
import SnapshotWriting

/// Reads a flag in flagd's own format. What flagd evaluates is taken, with a warning where it is not as flagd's schema
/// wants it; flags that are in use elsewhere come here unchanged.
struct FlagReader: DocumentReading {
    var findings: Findings

    static let fields = FieldSet(
        what: "a flag",
        fields: DocumentHead.fields(of: .flag) + ownFields, isOpen: true)

    /// Without what makes a document of it: what flagd's files hold by key.
    static let ownFields: [any FieldDescription] = [state, variants, defaultVariant, targeting, metadata]

    static let state = Field(
        "state",
        Shape<Bool>(schema: ["type": "string"]) { node, path, findings in
            guard let text = findings.text(node, path, of: "ENABLED or DISABLED") else { return nil }
            if text != "ENABLED", text != "DISABLED" {
                findings.authorWarning(
                    node.line, path, "\(quoted(text)) counts as ENABLED", hint: "write ENABLED or DISABLED")
            }
            return text != "DISABLED"
        }.described(by: ["minLength": 1, "maxLength": 256]),
        "ENABLED or DISABLED.")
    static let variants = Field(
        "variants", .anyMapping, "Values by name, all of one type.", example: "for example {on: true, off: false}")
    static let defaultVariant = Field(
        "defaultVariant",
        Shape<String?>(schema: ["type": ["string", "null"]]) { node, path, findings in
            switch node.scalar {
            case .null: return .some(nil)
            case .string(let name): return name
            default:
                findings.error(
                    node.line, path, "should be the name of a variant, or null, is \(node.summary)",
                    hint: node.scalar == nil ? nil : "quote it")
                return nil
            }
        },
        "The variant where the targeting decides nothing; null for the caller's own default.")
    static let targeting = FieldOutline("targeting", [:], "A rule in JSONLogic with flagd's operators.")
    static let metadata = Field("metadata", .anyMapping, "Told with each evaluation: texts, numbers, true or false.")

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> OrdinaryFlag? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        if mapping[Self.state.name] == nil {
            findings.authorWarning(
                mapping.line, mapping.path.appending(Self.state.name), "is missing: the flag is ENABLED")
        }
        let isEnabled = findings.read(Self.state, in: mapping) ?? true
        let variants = readVariants(mapping)
        let defaultVariant = findings.read(Self.defaultVariant, in: mapping) ?? nil
        let metadata = readMetadata(mapping)
        if let variants, let defaultVariant, variants[defaultVariant] == nil {
            findings.error(
                mapping[Self.defaultVariant.name]?.line ?? mapping.line,
                mapping.path.appending(Self.defaultVariant.name), "there is no variant \(quoted(defaultVariant))",
                hint: findings.hint(for: defaultVariant, among: Array(variants.keys)))
        }
        let targeting = mapping[Self.targeting.name]
        if let targeting, findings.mode == .author {
            check(targeting, mapping.path.appending(Self.targeting.name), variants: variants)
        }
        guard !findings.hasErrors(since: mark), let key, let variants else { return nil }
        let rule = targeting?.value
        let flag = OrdinaryFlag(
            key: key, isEnabled: isEnabled, variants: variants, defaultVariant: defaultVariant,
            // flagd takes an empty rule for none.
            targeting: rule == [:] || rule == .null ? nil : rule, metadata: metadata)
        if let fault = ruleFault(of: flag) {
            findings.error(targeting?.line ?? mapping.line, mapping.path.appending(Self.targeting.name), fault)
            return nil
        }
        return flag
    }

    private mutating func check(_ targeting: DocumentNode, _ path: DocumentPath, variants: [String: JSONValue]?) {
        var check = TargetingCheck(findings: findings)
        check.look(at: targeting, path)
        findings = check.findings
        guard let variants, !variants.isEmpty else { return }
        var outcomes = TargetingOutcomes(findings: findings, variants: Set(variants.keys))
        outcomes.look(at: targeting, path)
        findings = outcomes.findings
    }

    /// Why its rule cannot be compiled; hosts find out when they do.
    private func ruleFault(of flag: OrdinaryFlag) -> String? {
        guard findings.mode == .author else { return nil }
        do throws(LogicError) {
            return Self.fault(inRecordOf: try flag.compiled())
        } catch {
            return "\(error)"
        }
    }

    private static func fault(inRecordOf flag: CompiledFlag) -> String? {
        do throws(SnapshotWriter.Fault) {
            _ = try flag.record()
            return nil
        } catch {
            switch error {
            case .badRule: return "the rule is larger than hosts can evaluate; split the flag or its lists"
            case .tooManyAttributes(_, let count):
                return
                    "the rule names \(count) attributes, and hosts keep \(RecordLayout.Attributes.maximum) of them; split the flag"
            default: return nil
            }
        }
    }

    private mutating func readVariants(_ mapping: FieldMapping) -> [String: JSONValue]? {
        guard let members = findings.read(Self.variants, in: mapping) else { return nil }
        let path = mapping.path.appending(Self.variants.name)
        if members.isEmpty {
            findings.authorWarning(
                mapping.line, path, "is empty: callers get their own default", hint: "give it values")
        }
        let values = Dictionary(members.map { ($0.key, $0.value.value) }, uniquingKeysWith: { first, _ in first })
        if let first = members.first, let other = members.first(where: { $0.value.typeName != first.value.typeName }) {
            findings.authorWarning(
                other.line, path.appending(other.key),
                "is \(other.value.summary), while \(quoted(first.key)) is \(first.value.summary)",
                hint: "values of a flag are of one type")
        }
        return values
    }

    private mutating func readMetadata(_ mapping: FieldMapping) -> [String: JSONValue] {
        let members = findings.read(Self.metadata, in: mapping) ?? []
        for member in members where !["a text", "a number", "true or false"].contains(member.value.typeName) {
            findings.authorWarning(
                member.line, mapping.path.appending(Self.metadata.name).appending(member.key),
                "should be a text, a number or true/false, is \(member.value.summary)")
        }
        return Dictionary(members.map { ($0.key, $0.value.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension DocumentNode {
    fileprivate var typeName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(.null): "nothing"
        case .scalar(.string): "a text"
        case .scalar(.bool): "true or false"
        case .scalar: "a number"
        }
    }
}
