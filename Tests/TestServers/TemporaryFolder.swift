import Glibc

/// A folder of its own for one test, removed with everything in it when the test lets go of it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/flagpost-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSetupError(description: "mkdtemp: \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package func path(_ name: String) -> String { "\(path)/\(name)" }

    deinit { Self.removeAll(path) }

    private static func removeAll(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove(path, name) }
            }
            closedir(folder)
        }
        rmdir(path)
    }

    private static func remove(_ folder: String, _ name: String) {
        let path = "\(folder)/\(name)"
        // Only what is no folder can be unlinked; links are never followed.
        if unlink(path) != 0 { removeAll(path) }
    }
}

package struct TestSetupError: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) {
        self.description = description
    }
}
