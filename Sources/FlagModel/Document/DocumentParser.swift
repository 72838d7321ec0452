// From a file's bytes to documents. Nothing here throws: what is wrong is a diagnostic, and the sound documents of a
// file come out whatever the others are like. Who applies a file refuses it where `hasErrors`.

package enum DocumentParser {
    /// A file may be this large, all its documents together.
    package static let maximumFileBytes = 16 << 20

    private static let limits = JSONLimits(bytes: maximumFileBytes, depth: 64, values: 1_000_000)

    /// Reads YAML or JSON: JSON where the name ends in `.json` or the text begins with `{` or `[`.
    package static func parse(_ text: [UInt8], file: String, mode: DocumentMode) -> ParsedDocuments {
        var findings = Findings(file: file, mode: mode)
        var documents: [Document] = []
        var seen: Set<[String]> = []
        for node in nodes(of: text, &findings) {
            for document in read(allOf: node, &findings) {
                if seen.insert([document.kind.rawValue, document.key]).inserted {
                    documents.append(document)
                } else {
                    findings.error(
                        document.line, .root,
                        "there is a \(document.kind.rawValue) \(quoted(document.key)) in this file already")
                }
            }
        }
        return ParsedDocuments(documents: documents, diagnostics: findings.report)
    }

    private static func nodes(of text: [UInt8], _ findings: inout Findings) -> [DocumentNode] {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = text.starts(with: byteOrderMark) ? Array(text.dropFirst(3)) : text
        let nodes: [DocumentNode]
        if isJSON(text, file: findings.file) {
            do {
                nodes = try JSONDocumentReader.read(text, limits: limits)
            } catch {
                findings.error(error.line, .root, "\(error.message) (column \(error.column))")
                return []
            }
        } else {
            let (documents, faults) = YAMLDocumentReader.read(text, limits: limits)
            for fault in faults { findings.error(fault.line, fault.path, fault.message, hint: fault.hint) }
            // Documents beside a fault are read for what else is wrong with them, but none of them counts.
            guard faults.isEmpty else {
                for node in documents { _ = read(allOf: node, &findings) }
                return []
            }
            nodes = documents
        }
        if nodes.isEmpty { findings.error(0, .root, "there is no document in this file") }
        return nodes
    }

    private static func isJSON(_ text: [UInt8], file: String) -> Bool {
        if file.lowercased().hasSuffix(".json") { return true }
        let first = text.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// The documents of a node that are sound: one, or the flags of a flagd file.
    private static func read(allOf node: DocumentNode, _ findings: inout Findings) -> [Document] {
        if FlagFileReader.isFlagFile(node) {
            var reader = FlagFileReader(findings: findings)
            let documents = reader.read(node)
            findings = reader.findings
            return documents
        }
        return read(node, &findings).map { [$0] } ?? []
    }

    /// `nil` where something is wrong; what, is among the findings.
    ///
    /// - Parameter path: where in its file the document stands.
    static func read(_ node: DocumentNode, at path: DocumentPath = .root, _ findings: inout Findings) -> Document? {
        let mark = findings.mark
        guard let members = findings.mapping(node, path, of: "a document with kind and key") else { return nil }
        let mapping = FieldMapping(members: members, line: node.line, path: path)
        _ = findings.read(DocumentHead.version, in: mapping)
        guard !findings.hasErrors(since: mark), let kind = readKind(mapping, &findings) else { return nil }
        let key = findings.read(DocumentHead.key(of: kind), in: mapping)
        DocumentHead.checkSignatures(mapping, &findings)
        if findings.mode == .author { findings.checkSecrets(node, path) }
        guard let content = read(kind, mapping, key: key, &findings), !findings.hasErrors(since: mark),
            case .object(var body) = node.value
        else { return nil }
        body["apiVersion"] = .string(Document.apiVersion)
        body.merge(content.storedMembers, uniquingKeysWith: { $1 })
        let bytes = JSONValue.object(body).canonical
        guard bytes.count <= Document.maximumBytes else {
            findings.error(node.line, path, "is \(bytes.count) bytes as JSON, at most 1 MiB is taken")
            return nil
        }
        let source = findings.mode == .author ? DocumentSource(file: findings.file, node: node) : nil
        return Document(
            kind: kind, key: content.key, line: node.line, body: bytes, content: content, source: source)
    }

    private static func read(
        _ kind: DocumentKind, _ mapping: FieldMapping, key: String?, _ findings: inout Findings
    ) -> DocumentContent? {
        func read<Reader: DocumentReading>(
            _ reader: Reader, as content: (Reader.Meaning) -> DocumentContent
        ) -> DocumentContent? {
            var reader = reader
            defer { findings = reader.findings }
            return reader.read(mapping, key: key).map(content)
        }
        switch kind {
        case .feature: return read(FeatureReader(findings: findings), as: DocumentContent.feature)
        case .prompt: return read(PromptReader(findings: findings), as: DocumentContent.prompt)
        case .parameters: return read(ParameterReader(findings: findings), as: DocumentContent.parameters)
        case .segment: return read(SegmentReader(findings: findings), as: DocumentContent.segment)
        case .flag: return read(FlagReader(findings: findings), as: DocumentContent.flag)
        case .prices: return read(PricesReader(findings: findings), as: DocumentContent.prices)
        case .policy: return read(PolicyReader(findings: findings), as: DocumentContent.policy)
        }
    }

    private static let kindsToCome = ["budget", "experiment"]

    private static func readKind(_ mapping: FieldMapping, _ findings: inout Findings) -> DocumentKind? {
        let path = mapping.path.appending("kind")
        let kinds = DocumentKind.allCases.map(\.rawValue)
        guard let node = mapping["kind"] else {
            findings.error(mapping.line, path, "is missing", hint: "one of \(kinds.sorted().joined(separator: ", "))")
            return nil
        }
        guard let name = findings.text(node, path, of: "a kind of document") else { return nil }
        if let kind = DocumentKind(rawValue: name) { return kind }
        if name == "state" {
            findings.error(
                node.line, path, "state is never written by hand", hint: "use `flagpost kill`, `withdraw` and `restore`"
            )
        } else if kindsToCome.contains(name) {
            findings.error(node.line, path, "documents of kind \(quoted(name)) are not supported yet")
        } else {
            findings.error(
                node.line, path, "there is no kind \(quoted(name))", hint: NearestName.hint(for: name, among: kinds))
        }
        return nil
    }
}
