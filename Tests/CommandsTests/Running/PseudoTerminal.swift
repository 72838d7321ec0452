import Foundation
import Testing

/// A terminal without a person: what the tests type, the command reads.
final class PseudoTerminal {
    private let controller: Int32
    /// The command's side.
    let terminal: FileHandle

    init() throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var number: Int32 = 0
        var locked: Int32 = 0
        guard controller >= 0, ioctl(controller, Self.setLock, &locked) == 0,
            ioctl(controller, Self.getNumber, &number) == 0
        else { throw POSIXError(.ENXIO) }
        let descriptor = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard descriptor >= 0 else { throw POSIXError(.ENXIO) }
        terminal = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        _ = fcntl(controller, F_SETFL, O_NONBLOCK)
    }

    /// `TIOCSPTLCK` and `TIOCGPTN` of Linux, which Swift does not import.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    deinit { close(controller) }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(write(controller, bytes, bytes.count) == bytes.count)
    }

    /// Everything the command has shown since the last reading, once `wanted` is among it.
    func waitFor(_ wanted: String, within limit: Duration = .seconds(20)) async throws -> String {
        let deadline = ContinuousClock.now + limit
        var shown = ""
        while !shown.contains(wanted) {
            guard ContinuousClock.now < deadline else {
                Issue.record("never showed \(wanted): \(shown)")
                return shown
            }
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = read(controller, &buffer, buffer.count)
            if count > 0 {
                shown += String(decoding: buffer.prefix(count), as: UTF8.self)
            } else {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        return shown
    }
}
