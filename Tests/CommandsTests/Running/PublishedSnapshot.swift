import FlagModel
import Foundation
import SnapshotWriting
import TestServers

/// A snapshot where services and commands look for it, published as an agent does.
enum PublishedSnapshot {
    static func publish(_ text: String, revision: UInt64, for fixture: CommandFixture) throws {
        let folder = try NewFolder(in: fixture.folder, "run/default")
        let documents = DocumentParser.parse(Array(text.utf8), file: "f", mode: .author).documents
        let control = try ControlPageWriter(path: "\(folder.path)/control")
        let generation = control.nextGeneration(unixMilliseconds: 1_795_435_691_396)
        let set = DocumentSet(documents.map(\.content))
        let records = try documents.compactMap { document in
            switch document.content {
            case .feature(let feature): try set.resolved(feature).feature.compiled().record()
            case .flag(let flag): try flag.compiled().record()
            default: nil
            }
        }
        let file = try SnapshotWriter.encode(
            records, generation: generation, revision: revision,
            unitKey: Array(repeating: 7, count: 16))
        try Data(file).write(to: URL(fileURLWithPath: "\(folder.path)/snapshot.\(generation)"))
        control.publish(generation: generation)
        control.setRevision(revision)
    }
}
