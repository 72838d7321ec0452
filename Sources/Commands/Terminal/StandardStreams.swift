// Unbuffered, so that what was printed is there when a later step fails.

import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The three streams of a command line: the process's own, unless whoever runs it in a task gives it others.
package struct StandardStreams: Sendable {
    package var input = STDIN_FILENO
    package var output = STDOUT_FILENO
    package var error = STDERR_FILENO
    private let answer = Answer()

    package init() {}

    /// Whether an answer was given: a failure afterwards is none.
    var hasAnswered: Bool { answer.isGiven.load(ordering: .relaxed) }

    private final class Answer: Sendable {
        let isGiven = Atomic(false)
    }

    @TaskLocal package static var current = StandardStreams()
}

extension StandardStreams {
    /// The answer: what a program reading us wants.
    static func output(_ text: String) {
        current.answer.isGiven.store(true, ordering: .relaxed)
        write(text + "\n", to: current.output)
    }

    /// What a person is told beside the answer.
    static func message(_ text: String) { write(text + "\n", to: current.error) }

    /// Draws over the current line of a screen.
    static func progress(_ text: String) { write("\r\u{1B}[K" + text, to: current.error) }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Asks a yes-or-no question; anything but a clear yes is a no.
    static func confirm(_ question: String) -> Bool {
        write(question + " [y/N] ", to: current.error)
        return ["y", "yes"].contains(line(from: current.input).lowercased())
    }

    /// The next line, without its line feed; a longer one than any answer is cut off.
    private static func line(from descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 80 {
            let count = read(descriptor, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                #if canImport(Glibc)
                    Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
                #else
                    Musl.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
                #endif
            }
            if count > 0 {
                written += count
            } else if count < 0 && errno == EINTR {
                continue
            } else {
                return
            }
        }
    }
}
