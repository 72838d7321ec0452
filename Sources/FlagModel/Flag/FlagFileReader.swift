/// Reads a whole file of flagd's: `flags`, with `$evaluators` that their rules refer to and `metadata` that holds for
/// all of them. Each flag becomes a document of its own, which needs nothing else of the file.
struct FlagFileReader {
    var findings: Findings

    static let reference = "$ref"
    /// Of all flags together: what many refer to is there many times.
    private static let maximumBytes = 64 << 20

    static let fields = FieldSet(
        what: "a file of flags", fields: [flags, evaluators, metadata, schemaReference], isOpen: true)
    private static let flags = FieldOutline(
        "flags",
        [
            "anyOf": [
                ["type": "object", "additionalProperties": entry.schema], ["type": "array", "items": item.schema],
            ]
        ],
        "Flags by key, or as a list of flags that say their key.", example: "flags: {new-checkout: {…}}")
    private static let evaluators = Field("$evaluators", .anyMapping, "Rules by name, for {\"$ref\": name}.")
    private static let metadata = Field("metadata", .anyMapping, "Holds for every flag.")
    private static let schemaReference = FieldOutline("$schema", [:], "Where flagd's schema is.")

    private static let entry = FieldSet(what: "a flag", fields: FlagReader.ownFields, isOpen: true)
    private static let item = FieldSet(
        what: "a flag", fields: [DocumentHead.key(of: .flag)] + FlagReader.ownFields, isOpen: true)

    /// Our documents say what kind they are, flagd's do not.
    static func isFlagFile(_ node: DocumentNode) -> Bool {
        node.mapping.map { $0[flags.name] != nil && $0["kind"] == nil } ?? false
    }

    /// The flags that are sound.
    mutating func read(_ node: DocumentNode) -> [Document] {
        let path = DocumentPath.root.appending(Self.flags.name)
        guard let mapping = findings.fields(node, .root, of: Self.fields), let flags = mapping[Self.flags.name] else {
            return []
        }
        var evaluators = EvaluatorReferences(findings.read(Self.evaluators, in: mapping) ?? [])
        let metadata = findings.read(Self.metadata, in: mapping) ?? []
        var documents: [Document] = []
        var bytes = 0
        for (key, flag, path) in entries(of: flags, path) {
            guard let members = findings.mapping(flag.value, path, of: "a flag") else { continue }
            guard let resolved = resolved(members, &evaluators) else {
                findings.error(flag.line, path, "is over 1 MiB or nested more than 60 deep with what it refers to")
                continue
            }
            var document = resolved.filter { !["kind", "key", "metadata"].contains($0.key) }
            document.append(DocumentNode.Member(key: "kind", line: flag.line, value: .text("flag", flag.line)))
            document.append(DocumentNode.Member(key: "key", line: flag.line, value: key))
            document += Self.merged(metadata, over: resolved["metadata"], line: flag.line)
            let node = DocumentNode(content: .mapping(document), line: flag.line)
            guard let read = DocumentParser.read(node, at: path, &findings) else { continue }
            bytes += read.body.count
            guard bytes <= Self.maximumBytes else {
                findings.error(flag.line, path, "with what they refer to, the flags hold more than 64 MiB")
                return documents
            }
            documents.append(read)
        }
        return documents
    }

    /// Key, flag and place of each: of a mapping, or of flagd's other form, a list of flags that say their key.
    private mutating func entries(
        of node: DocumentNode, _ path: DocumentPath
    ) -> [(key: DocumentNode, flag: DocumentNode.Member, path: DocumentPath)] {
        if let members = node.mapping {
            return members.map { (.text($0.key, $0.line), $0, path.appending($0.key)) }
        }
        guard let elements = node.sequence else {
            findings.error(node.line, path, "should be a mapping of keys to flags, is \(node.summary)")
            return []
        }
        var entries: [(DocumentNode, DocumentNode.Member, DocumentPath)] = []
        for (index, element) in elements.enumerated() {
            let path = path.appending(index: index)
            guard let key = element.mapping?["key"] else {
                findings.error(element.line, path.appending("key"), "is missing", hint: "key: new-checkout")
                continue
            }
            entries.append((key, DocumentNode.Member(key: "", line: element.line, value: element), path))
        }
        return entries
    }

    /// `nil` where what it refers to makes it too large.
    private func resolved(
        _ members: [DocumentNode.Member], _ evaluators: inout EvaluatorReferences
    ) -> [DocumentNode.Member]? {
        guard let index = members.firstIndex(where: { $0.key == FlagReader.targeting.name }) else { return members }
        var members = members
        guard let rule = evaluators.replaced(in: members[index].value) else { return nil }
        members[index].value = rule
        return members
    }

    /// The flag set's metadata with the flag's own over it.
    private static func merged(
        _ metadata: [DocumentNode.Member], over own: DocumentNode?, line: Int
    ) -> [DocumentNode.Member] {
        guard !metadata.isEmpty, own == nil || own?.mapping != nil else {
            return own.map { [DocumentNode.Member(key: "metadata", line: $0.line, value: $0)] } ?? []
        }
        let members = own?.mapping ?? []
        let inherited = metadata.filter { members[$0.key] == nil }
        let value = DocumentNode(content: .mapping(members + inherited), line: own?.line ?? line)
        return [DocumentNode.Member(key: "metadata", line: own?.line ?? line, value: value)]
    }
}

extension DocumentNode {
    static func text(_ text: String, _ line: Int) -> DocumentNode {
        DocumentNode(content: .scalar(.string(text)), line: line)
    }
}
