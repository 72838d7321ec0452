/// Reads one feature document. Goes on after an error where it can, so that an author sees all of them at once.
struct FeatureReader {
    /// What a document may hold. An evaluation looks at no more than these together, so they also bound its time.
    enum Limit {
        static let variants = 64
        static let fallbackSteps = 8
        static let params = 64
        static let extendsDepth = 4
        static let routeEntries = 256
        static let conditions = 16
        static let literals = 1_000
        static let literalsOfFeature = 10_000
        static let guards = 32
        static let staticBytes = 64 << 10
    }

    static let fields = FieldSet(
        known: [
            "apiVersion", "kind", "key", "owner", "protected", "bucketBy", "salt", "variants", "onKill", "baseline",
            "route", "guards",
        ],
        later: ["budgets", "rollout", "onStale"])

    var findings: Findings
    /// Names of the variants that are declared, whether they are sound or not.
    var variantNames: [String] = []
    var literalCount = 0

    init(findings: Findings) {
        self.findings = findings
    }

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ members: [DocumentNode.Member], line: Int, key: String?) -> Feature? {
        let mark = findings.mark
        findings.check(members, .root, against: Self.fields)
        let owner = members["owner"].flatMap { findings.text($0, path("owner"), of: "who owns the feature") }
        checkProtected(members["protected"])
        let bucketBy = members["bucketBy"].flatMap { readBucketBy($0) }
        let salt = members["salt"].flatMap { findings.text($0, path("salt"), of: "a text", atMost: 128) }
        let variants = readVariants(required("variants", in: members, line: line))
        let onKill = offVariant(required("onKill", in: members, line: line), among: variants)
        let baseline = required("baseline", in: members, line: line).flatMap {
            findings.reference($0, path("baseline"), to: "variant", among: variantNames)
        }
        let route = readRoute(required("route", in: members, line: line))
        let guards = readGuards(members["guards"])
        guard !findings.hasErrors(since: mark), let key, let onKill, let baseline else { return nil }
        return Feature(
            key: key, owner: owner, bucketBy: bucketBy, salt: salt, variants: variants, onKill: onKill,
            baseline: baseline, route: route, guards: guards)
    }

    private func path(_ field: String) -> DocumentPath { DocumentPath.root.appending(field) }

    private mutating func required(
        _ field: String, in members: [DocumentNode.Member], line: Int
    ) -> DocumentNode? {
        if let node = members[field] { return node }
        let hint =
            switch field {
            case "variants": "for example {stable: {model: …, fallback: [{static: …}]}, off: {static: …}}"
            case "onKill": "name the variant that users get when AI is off"
            case "baseline": "name the variant that others are compared with"
            default: "for example [{serve: stable}]"
            }
        findings.error(line, path(field), "is missing", hint: hint)
        return nil
    }

    private mutating func checkProtected(_ node: DocumentNode?) {
        guard findings.mode == .author, let node, let isProtected = findings.bool(node, path("protected")) else {
            return
        }
        if isProtected {
            findings.error(
                node.line, path("protected"), "approvals do not exist yet", hint: "remove it or set false")
        }
    }

    /// `nil` also stands for the unit itself.
    private mutating func readBucketBy(_ node: DocumentNode) -> String? {
        guard let attribute = findings.text(node, path("bucketBy"), of: "the name of an attribute") else { return nil }
        checkAttribute(attribute, line: node.line, path: path("bucketBy"))
        return attribute == "targetingKey" ? nil : attribute
    }

    /// Reports a name that no attribute can have or may have.
    mutating func checkAttribute(_ name: String, line: Int, path: DocumentPath) {
        guard Names.isAttribute(name) else {
            findings.error(
                line, path, "\(quoted(name)) is no attribute name", hint: "names match \(Names.attributePattern)")
            return
        }
        if findings.mode == .author, let reason = PersonalData.reason(againstAttribute: name) {
            findings.error(line, path, reason, hint: PersonalData.hint)
        }
    }

    private mutating func offVariant(_ node: DocumentNode?, among variants: [Variant]) -> String? {
        guard let node,
            let name = findings.reference(node, path("onKill"), to: "variant", among: variantNames)
        else { return nil }
        if variants.first(where: { $0.name == name })?.callsModel == true {
            findings.error(
                node.line, path("onKill"), "the off variant \(quoted(name)) calls a model",
                hint: "name a variant that is `static`")
        }
        return name
    }
}
