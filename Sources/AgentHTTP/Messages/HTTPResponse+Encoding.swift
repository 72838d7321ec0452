import NIOCore
import NIOHTTP1

extension HTTPResponse {
    /// The answer's bytes on the wire.
    func write(to buffer: inout ByteBuffer, keepsConnection: Bool) {
        writeHead(to: &buffer, length: body.count, keepsConnection: keepsConnection)
        buffer.writeBytes(body)
    }

    /// Everything but the body. A 304 has no content to describe.
    ///
    /// - Parameter length: of the body, also where the answer is to `HEAD` and has none.
    func writeHead(to buffer: inout ByteBuffer, length: Int, keepsConnection: Bool) {
        buffer.writeStatusLine(status)
        if status != .notModified {
            buffer.writeHeader("content-type", contentType)
            buffer.writeHeader("content-length", String(length))
        }
        buffer.writeHeader("connection", keepsConnection ? "keep-alive" : "close")
        for header in headers { buffer.writeHeader(header.name, header.value) }
        buffer.writeStaticString("\r\n")
    }
}

extension ByteBuffer {
    /// Asks a client that announced its body to send it (RFC 9110, 10.1.1).
    mutating func writeContinue() {
        writeStatusLine(.continue)
        writeStaticString("\r\n")
    }

    fileprivate mutating func writeStatusLine(_ status: HTTPResponseStatus) {
        writeStaticString("HTTP/1.1 ")
        writeString(String(status.code))
        writeStaticString(" ")
        writeString(status.reasonPhrase)
        writeStaticString("\r\n")
    }

    /// A line break in a value would begin another header: it is left out.
    fileprivate mutating func writeHeader(_ name: StaticString, _ value: String) {
        writeHeader(name.description, value)
    }

    fileprivate mutating func writeHeader(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        if value.utf8.contains(where: { $0 < 0x20 }) {
            writeBytes(value.utf8.filter { $0 >= 0x20 })
        } else {
            writeString(value)
        }
        writeStaticString("\r\n")
    }
}
