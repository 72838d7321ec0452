extension Findings {
    /// The node as a mapping, fields that are not taken reported.
    mutating func fields(_ node: DocumentNode, _ path: DocumentPath, of set: FieldSet) -> FieldMapping? {
        guard let members = mapping(node, path, of: set.what) else { return nil }
        check(members, path, against: set)
        return FieldMapping(members: members, line: node.line, path: path)
    }

    /// The field's value; `nil` where it is missing, which is reported if it may not be, or not what it should be.
    mutating func read<Value>(_ field: Field<Value>, in mapping: FieldMapping) -> Value? {
        let path = mapping.path.appending(field.name)
        if let node = mapping[field.name] { return field.shape.read(node, path, &self) }
        if let example = field.example { error(mapping.line, path, "is missing", hint: example) }
        return nil
    }

    /// Reports fields that are not taken.
    mutating func check(_ members: [DocumentNode.Member], _ path: DocumentPath, against set: FieldSet) {
        let names = set.names
        for member in members where !names.contains(member.key) {
            let path = path.appending(member.key)
            if mode == .host {
                if set.isNarrowing {
                    error(member.line, path, "is not known to this version, and may say who is not to be served")
                } else if set.later.contains(member.key) {
                    warning(member.line, path, "is not supported by this version and has no effect")
                }
            } else if set.isOpen {
                warning(
                    member.line, path, "there is no such field, it has no effect",
                    hint: hint(for: member.key, among: names, severity: .warning))
            } else if set.later.contains(member.key) {
                error(member.line, path, "is not supported yet", hint: "remove it")
            } else if let explanation = set.explained[member.key] {
                error(member.line, path, "is no field", hint: explanation)
            } else {
                error(member.line, path, "there is no such field", hint: hint(for: member.key, among: names))
            }
        }
    }
}
