import FlagModel
import Foundation
import Testing

@Suite struct SchemaFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../docs/schema")

    /// `FLAGPOST_WRITE_SCHEMAS=1 swift test --filter SchemaFileTests` writes them anew.
    @Test func `the schemas in the documentation are those of the readers`() throws {
        if ProcessInfo.processInfo.environment["FLAGPOST_WRITE_SCHEMAS"] == "1" {
            for file in DocumentSchema.files {
                try Data(file.text.utf8).write(to: Self.folder.appending(path: file.name))
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(names.sorted() == DocumentSchema.files.map(\.name).sorted())
        for file in DocumentSchema.files {
            let committed = try? String(contentsOf: Self.folder.appending(path: file.name), encoding: .utf8)
            #expect(committed == file.text, "\(file.name) is not current")
        }
    }

    @Test func `every field is described`() throws {
        func check(_ schema: JSONValue, _ path: String) {
            for (name, property) in schema["properties"]?.object ?? [:] {
                // Beside fields, rules name properties in order to restrict them.
                guard property != .bool(false), property["const"] == nil || property["description"] != nil else {
                    continue
                }
                #expect(property["description"]?.string?.last == ".", "\(path).\(name)")
                check(property, "\(path).\(name)")
                for nested in ["items", "additionalProperties"] {
                    if let inner = property[nested] { check(inner, "\(path).\(name)") }
                }
            }
        }
        for kind in DocumentKind.allCases { check(DocumentSchema.json(for: kind), kind.rawValue) }
    }
}
