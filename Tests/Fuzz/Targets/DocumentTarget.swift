import FlagModel

/// Any text as a file of documents, YAML or JSON. What an author may apply must load on a host and mean the same.
struct DocumentTarget: FuzzTarget {
    func run(_ input: UnsafeRawBufferPointer) {
        let text = Array(input)
        for mode in [DocumentMode.author, .host] {
            let parsed = DocumentParser.parse(text, file: "fuzz.yaml", mode: mode)
            guard mode == .author, !parsed.hasErrors else { continue }
            for document in parsed.documents {
                let loaded = Document.load(body: document.body, name: "stored").document
                require(loaded?.content == document.content, "a stored document means what was written")
                require(loaded?.body == document.body, "a stored document is stored alike again")
            }
        }
    }
}
