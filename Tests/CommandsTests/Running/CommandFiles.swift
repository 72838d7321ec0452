import Commands
import Foundation
import TestServers

/// The streams of one command line, as files.
struct CommandFiles {
    enum Stream: String {
        case output = "out"
        case error = "err"
    }

    private let base: String
    private let handles: [FileHandle]

    /// - Parameter input: path of a file; nothing is to be read where it is `nil`.
    init(in folder: TemporaryFolder, input: String?) throws {
        base = folder.path(UUID().uuidString)
        for stream in [Stream.output, .error] {
            _ = FileManager.default.createFile(atPath: "\(base).\(stream.rawValue)", contents: nil)
        }
        handles = [
            try FileHandle(forReadingFrom: URL(fileURLWithPath: input ?? "/dev/null")),
            try FileHandle(forWritingTo: URL(fileURLWithPath: "\(base).out")),
            try FileHandle(forWritingTo: URL(fileURLWithPath: "\(base).err")),
        ]
    }

    var streams: StandardStreams {
        var streams = StandardStreams()
        streams.input = handles[0].fileDescriptor
        streams.output = handles[1].fileDescriptor
        streams.error = handles[2].fileDescriptor
        return streams
    }

    func text(_ stream: Stream) -> String {
        let contents = FileManager.default.contents(atPath: "\(base).\(stream.rawValue)")
        return String(decoding: contents ?? Data(), as: UTF8.self)
    }
}
