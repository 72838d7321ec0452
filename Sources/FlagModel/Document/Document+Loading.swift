extension Document {
    /// Reads a stored body, as hosts do. `document` is `nil` where it does not compile: keep its last good form.
    /// Diagnostics may be warnings only, such as a guard that this version cannot read; they need an alarm.
    ///
    /// - Parameter name: how diagnostics call it, such as `feature/support-chat`.
    package static func load(
        body: [UInt8], name: String
    ) -> (document: Document?, diagnostics: [Diagnostic]) {
        var findings = Findings(file: name, mode: .host)
        do {
            let nodes = try JSONDocumentReader.read(body, limits: JSONLimits(bytes: maximumBytes))
            guard nodes.count == 1 else {
                findings.error(0, .root, "holds \(nodes.count) documents, should be one")
                return (nil, findings.diagnostics)
            }
            let document = DocumentParser.read(nodes[0], &findings)
            return (document, findings.diagnostics)
        } catch {
            findings.error(error.line, .root, "\(error.message) (column \(error.column))")
            return (nil, findings.diagnostics)
        }
    }
}
