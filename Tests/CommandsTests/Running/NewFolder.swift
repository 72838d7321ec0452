import Foundation
import TestServers

/// A folder below a temporary one, which removes it.
struct NewFolder {
    let path: String

    init(in folder: TemporaryFolder, _ name: String) throws {
        path = folder.path(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }
}
