extension Findings {
    /// Reports every text in the document that looks like a credential, without repeating it.
    mutating func checkSecrets(_ node: DocumentNode, _ path: DocumentPath) {
        switch node.content {
        case .scalar(.string(let text)):
            if let kind = Secrets.kind(in: text) {
                error(node.line, path, "looks like \(kind)", hint: "keep secrets out of documents; revoke this one")
            }
        case .scalar: break
        case .sequence(let elements):
            for (index, element) in elements.enumerated() { checkSecrets(element, path.appending(index: index)) }
        case .mapping(let members):
            for member in members { checkSecrets(member.value, path.appending(member.key)) }
        }
    }
}
