// Unbuffered writing to the process's own streams, so that what was printed is there when a later step fails.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum StandardStreams {
    /// The answer: what a program reading us wants.
    static func output(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// What a person is told beside the answer.
    static func message(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Draws over the current line of a screen.
    static func progress(_ text: String) { write("\r\u{1B}[K" + text, to: STDERR_FILENO) }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Asks a yes-or-no question; anything but a clear yes is a no.
    static func confirm(_ question: String) -> Bool {
        write(question + " [y/N] ", to: STDERR_FILENO)
        guard let answer = readLine(strippingNewline: true) else { return false }
        return ["y", "yes"].contains(answer.lowercased())
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
