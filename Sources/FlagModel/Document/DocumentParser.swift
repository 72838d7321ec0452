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
        for node in nodes(of: text, &findings) {
            let mark = findings.mark
            guard let document = read(node, &findings), !findings.hasErrors(since: mark) else { continue }
            if documents.contains(where: { $0.kind == document.kind && $0.key == document.key }) {
                findings.error(
                    node.line, .root, "there is a \(document.kind) \(quoted(document.key)) in this file already")
            } else {
                documents.append(document)
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
                for node in documents { _ = read(node, &findings) }
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

    /// `nil` where something is wrong; what, is among the findings.
    static func read(_ node: DocumentNode, _ findings: inout Findings) -> Document? {
        let mark = findings.mark
        guard let members = findings.mapping(node, .root, of: "a document with kind and key") else { return nil }
        guard readVersion(members, &findings), let kind = readKind(members, line: node.line, &findings) else {
            return nil
        }
        let key = readKey(members, line: node.line, &findings)
        if findings.mode == .author { findings.checkSecrets(node, .root) }
        var reader = FeatureReader(findings: findings)
        let feature = reader.read(members, line: node.line, key: key)
        findings = reader.findings
        guard let feature, !findings.hasErrors(since: mark), case .object(var body) = node.value else { return nil }
        body["apiVersion"] = .string(Document.apiVersion)
        let bytes = JSONValue.object(body).canonical
        guard bytes.count <= Document.maximumBytes else {
            findings.error(node.line, .root, "is \(bytes.count) bytes as JSON, at most 1 MiB is taken")
            return nil
        }
        return Document(kind: kind, key: feature.key, line: node.line, body: bytes, content: .feature(feature))
    }

    private static func readVersion(_ members: [DocumentNode.Member], _ findings: inout Findings) -> Bool {
        guard let node = members["apiVersion"], node.scalar != .string(Document.apiVersion) else { return true }
        findings.error(
            node.line, DocumentPath.root.appending("apiVersion"), "should be \(Document.apiVersion), is \(node.summary)"
        )
        return false
    }

    private static let kindsToCome = [
        "prompt", "params", "segment", "flag", "budget", "prices", "experiment", "policy",
    ]

    private static func readKind(
        _ members: [DocumentNode.Member], line: Int, _ findings: inout Findings
    ) -> DocumentKind? {
        let path = DocumentPath.root.appending("kind")
        guard let node = members["kind"] else {
            findings.error(line, path, "is missing", hint: "kind: feature")
            return nil
        }
        guard let kind = findings.text(node, path, of: "a kind of document") else { return nil }
        if kind == "feature" { return .feature }
        if kind == "state" {
            findings.error(
                node.line, path, "state is never written by hand", hint: "use `flagpost kill`, `withdraw` and `restore`"
            )
        } else if kindsToCome.contains(kind) {
            findings.error(node.line, path, "documents of kind \(quoted(kind)) are not supported yet")
        } else {
            findings.error(
                node.line, path, "there is no kind \(quoted(kind))",
                hint: NearestName.hint(for: kind, among: ["feature"]))
        }
        return nil
    }

    private static func readKey(
        _ members: [DocumentNode.Member], line: Int, _ findings: inout Findings
    ) -> String? {
        let path = DocumentPath.root.appending("key")
        guard let node = members["key"] else {
            findings.error(line, path, "is missing", hint: "key: support-chat")
            return nil
        }
        return findings.name(node, path, of: "a key")
    }
}
