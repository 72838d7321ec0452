/// Why a command has no reply.
package struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        package let name: String

        /// No connection, or it was lost with the command under way: whether the server ran it is not known.
        package static let unavailable = Code(name: "unavailable")
        /// The server did not answer in time.
        package static let timedOut = Code(name: "timed-out")
        /// The server refused the user or password, or wants one.
        package static let authentication = Code(name: "authentication")
        /// No TLS: a certificate is missing or was not accepted. Nothing was sent.
        package static let encryption = Code(name: "encryption")
        /// The server answered with an error; the message is its own.
        package static let server = Code(name: "server")
        /// What came was no RESP2, or over a limit.
        package static let malformed = Code(name: "malformed")
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The first word of a server's error: `NOPERM`, `OOM`, `ERR`.
    package var kind: Substring { message.prefix { $0 != " " } }

    /// The server has no such command, or the user may not call it.
    package var isMissingCommand: Bool {
        code == .server && (kind == "NOPERM" || message.hasPrefix("ERR unknown command"))
    }
}
