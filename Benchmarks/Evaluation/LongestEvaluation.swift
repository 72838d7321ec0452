import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation

/// The longest that a single evaluation takes while all features are replaced again and again: one in a generation maps
/// the new file, the others meet pages that were never touched.
enum LongestEvaluation {
    /// The publisher is another process, as an agent is: what it does to its own memory holds up nobody here.
    static func measure(_ count: Int) throws {
        let path = PublishedKeys.newPath()
        let publisher = Process()
        let (requests, answers) = (Pipe(), Pipe())
        publisher.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        publisher.arguments = ["publish", path, "\(count)"]
        publisher.standardInput = requests
        publisher.standardOutput = answers
        try publisher.run()
        func awaitAnswer() { _ = answers.fileHandleForReading.availableData }
        awaitAnswer()
        let reader = try OpenReader(path)
        let replacements = 50
        let evaluating = Thread { evaluate(reader, path, keyCount: count, until: UInt64(replacements + 1)) }
        evaluating.start()
        for _ in 0..<replacements {
            Thread.sleep(forTimeInterval: 0.02)
            try requests.fileHandleForWriting.write(contentsOf: [UInt8(ascii: "\n")])
            awaitAnswer()
        }
        while !evaluating.isFinished { Thread.sleep(forTimeInterval: 0.01) }
        try requests.fileHandleForWriting.close()
        publisher.waitUntilExit()
    }

    /// The other process: publishes everything anew for each line it is sent, and says when it has.
    static func publish(_ arguments: ArraySlice<String>) throws {
        guard let path = arguments.first, let count = arguments.last.flatMap({ Int($0) }) else { return }
        let keys = try PublishedKeys(kind: .feature, count: count, path: path)
        repeat {
            print("published")
            fflush(nil)
            guard readLine() != nil else { return }
            try keys.publish(keys.records)
        } while true
    }

    private static func evaluate(_ reader: OpenReader, _ path: String, keyCount: Int, until generation: UInt64) {
        let asked = (0..<1024).map { Array("key-\($0 * 7919 % keyCount)".utf8CString) }
        var decision = flagpost_decision()
        var longest: [Double] = []
        var taking: [Double] = []
        var index = 0
        while decision.generation < generation {
            let key = asked[index & 1023]
            index += 1
            let before = decision.generation
            let start = processorNanoseconds()
            flagpost_evaluate(reader.pointer, key, key.count - 1, "user-1", 6, nil, 0, &decision)
            let elapsed = Double(processorNanoseconds() - start) / 1000
            if decision.generation != before {
                taking.append(elapsed)
                longest.append(elapsed)
            } else if let last = longest.last, elapsed > last {
                longest[longest.count - 1] = elapsed
            }
        }
        // The first generation was mapped with its whole checksum.
        let sorted = longest.dropFirst().sorted()
        let floor = mappings(of: "\(path)/snapshot.\(decision.generation)", times: taking.count - 1) {
            flagpost_evaluate(reader.pointer, asked[0], asked[0].count - 1, "user-1", 6, nil, 0, &decision)
        }
        print(
            "  \(index) evaluations, \(taking.count - 1) replacements: taking one \(Int(median(taking))) us, longest "
                + "evaluation in a generation \(Int(median(longest))) us in the median, \(Int(sorted.last ?? 0)) us at most"
        )
        print(
            "  floor, the file opened, mapped and touched in four places: \(Int(median(floor))) us in the median, "
                + "\(Int(floor.max() ?? 0)) us at most")
    }

    /// Microseconds to open and map a file and to look at four places of it, each time after as much else as lies
    /// between two replacements.
    private static func mappings(of path: String, times: Int, evaluating: () -> Void) -> [Double] {
        (0..<times).compactMap { _ in
            let end = ContinuousClock.now + .milliseconds(20)
            while ContinuousClock.now < end { evaluating() }
            let start = processorNanoseconds()
            guard let file = try? MappedFile.open(path, sizes: 1...Int64(1 << 30)) else { return nil }
            var sum = 0
            for quarter in 0..<4 {
                sum &+= Int(file.start.load(fromByteOffset: quarter * (file.count / 4), as: UInt8.self))
            }
            let elapsed = Double(processorNanoseconds() - start) / 1000
            file.unmap()
            return sum < 0 ? nil : elapsed
        }
    }

    /// Of this thread: on a busy machine the clock on the wall tells how long others ran.
    private static func processorNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
