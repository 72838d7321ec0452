package import NIOCore

/// A command and its arguments, each of any bytes.
package struct RESPCommand: Sendable {
    package struct Argument: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        fileprivate enum Content {
            case text(String)
            case bytes([UInt8])
        }

        fileprivate var content: Content

        package init(_ text: String) { content = .text(text) }
        package init(_ bytes: [UInt8]) { content = .bytes(bytes) }
        package init(_ number: some BinaryInteger) { content = .text(String(number)) }
        package init(stringLiteral text: String) { content = .text(text) }
        package init(integerLiteral number: Int) { content = .text(String(number)) }
    }

    package var arguments: [Argument]

    package init(_ name: String, _ arguments: Argument...) {
        self.arguments = [Argument(name)] + arguments
    }

    package init(_ name: String, _ arguments: [Argument]) {
        self.arguments = [Argument(name)] + arguments
    }

    /// Appends the command as an array of bulk strings.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeString("*\(arguments.count)\r\n")
        for argument in arguments {
            switch argument.content {
            case .text(let text):
                buffer.writeString("$\(text.utf8.count)\r\n")
                buffer.writeString(text)
            case .bytes(let bytes):
                buffer.writeString("$\(bytes.count)\r\n")
                buffer.writeBytes(bytes)
            }
            buffer.writeString("\r\n")
        }
    }
}
