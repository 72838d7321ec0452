// Plays the agent's part for benchmarks that need more flags than a namespace may hold: publishes COUNT documents that
// are alike but for their key, and again for each line on standard input, which is a release.
//
//     benchmark-publisher DIRECTORY COUNT TEMPLATE
//
// The template is a document in which `@key@` stands for `flag-0`, `flag-1`, … and `@release@` for the line.

import FlagModel
import FlagSnapshot
import Foundation
import SnapshotWriting

struct Publisher {
    let directory: String
    let count: Int
    let template: String
    let control: ControlPageWriter

    init(_ arguments: [String]) throws {
        guard arguments.count == 4, let count = Int(arguments[2]) else {
            throw Failure(reason: "usage: benchmark-publisher DIRECTORY COUNT TEMPLATE")
        }
        directory = arguments[1]
        self.count = count
        template = try String(contentsOfFile: arguments[3], encoding: .utf8)
        for folder in ["rings", "acks"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
        }
        control = try ControlPageWriter(path: directory + "/control")
    }

    func publish(_ release: String) throws {
        let document = template.replacingOccurrences(of: "@release@", with: release)
        let records = try (0..<count).map { number in
            try record(document.replacingOccurrences(of: "@key@", with: "flag-\(number)"))
        }
        let generation = control.nextGeneration(unixMilliseconds: UInt64(Date().timeIntervalSince1970 * 1000))
        let file = try SnapshotWriter.encode(
            records, generation: generation, revision: generation, unitKey: [UInt8](repeating: 1, count: 16))
        let path = "\(directory)/snapshot.\(generation)"
        try Data(file).write(to: URL(fileURLWithPath: path + ".new"))
        try FileManager.default.moveItem(atPath: path + ".new", toPath: path)
        control.publish(generation: generation)
        control.setRevision(generation)
    }

    private func record(_ text: String) throws -> SnapshotRecord {
        let parsed = DocumentParser.parse(Array(text.utf8), file: "template.json", mode: .author)
        switch parsed.documents.first?.content {
        case .feature(let feature)?: return try feature.compiled().record()
        case .flag(let flag)?: return try flag.compiled().record()
        default: throw Failure(reason: "the template is no feature and no flag: \(parsed.diagnostics)")
        }
    }
}

struct Failure: Error { let reason: String }

let publisher = try Publisher(CommandLine.arguments)
while let release = readLine() { try publisher.publish(release) }
