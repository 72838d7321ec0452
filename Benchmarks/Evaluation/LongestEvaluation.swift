import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation

/// The longest that a single evaluation takes while all features are replaced again and again: some open, map and look
/// at the new file, others meet pages that were never touched.
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
        let evaluating = Thread { evaluate(reader, keyCount: count, until: UInt64(replacements + 1)) }
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

    /// Prints the longest evaluation of each generation, beside that of as many equal times in which nothing changes:
    /// interrupts, and other machines on the same processor, hold up any evaluation.
    private static func evaluate(_ reader: OpenReader, keyCount: Int, until generation: UInt64) {
        var asking = Asking(reader: reader, keyCount: keyCount)
        // Of the first generation the whole checksum is looked at.
        _ = asking.evaluate()
        var replaced: [UInt64: Double] = [:]
        let start = ContinuousClock.now
        while asking.generation < generation {
            let elapsed = asking.evaluate()
            replaced[asking.generation] = max(replaced[asking.generation] ?? 0, elapsed)
        }
        let pause = (ContinuousClock.now - start) / replaced.count
        let atRest = (0..<replaced.count).map { _ in
            let end = ContinuousClock.now + pause
            var longest = 0.0
            while ContinuousClock.now < end { longest = max(longest, asking.evaluate()) }
            return longest
        }
        print("  longest in a generation: \(summary(Array(replaced.values)))")
        print("  longest in such a time at rest: \(summary(atRest))")
    }

    private static func summary(_ microseconds: [Double]) -> String {
        let sorted = microseconds.sorted()
        guard let most = sorted.last else { return "none" }
        return "\(Int(median(sorted))) us in the median, 90 % below \(Int(sorted[sorted.count * 9 / 10])) us, "
            + "\(Int(most)) us at most"
    }

    /// Evaluates one key after the other.
    private struct Asking {
        let reader: OpenReader
        let keys: [[CChar]]
        var index = 0
        var decision = flagpost_decision()

        init(reader: OpenReader, keyCount: Int) {
            self.reader = reader
            keys = (0..<1024).map { Array("key-\($0 * 7919 % keyCount)".utf8CString) }
        }

        var generation: UInt64 { decision.generation }

        /// - Returns: the microseconds that it took.
        mutating func evaluate() -> Double {
            index = (index + 1) & 1023
            let key = keys[index]
            let start = processorNanoseconds()
            flagpost_evaluate(reader.pointer, key, key.count - 1, "user-1", 6, nil, 0, &decision)
            return Double(processorNanoseconds() - start) / 1000
        }
    }

    /// Of this thread: on a busy machine the clock on the wall tells how long others ran.
    private static func processorNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
