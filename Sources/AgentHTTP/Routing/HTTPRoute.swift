package import NIOHTTP1

/// What answers one method on one path.
package struct HTTPRoute: Sendable {
    package enum Handler: Sendable {
        /// Answers at once, on the event loop; for microseconds of work. A long body is handed to it off the loop.
        case immediate(@Sendable (HTTPRequest) -> HTTPResponse)
        /// Runs as a task, cancelled when the client goes.
        case asynchronous(@Sendable (HTTPRequest) async -> HTTPResponse)
    }

    package var method: HTTPMethod
    /// Such as `/v1/features/{key}/live`; a segment in braces matches any one that is not empty, and names it.
    package var pattern: String
    package var handler: Handler
    /// Answered even where no connection is left for anything else. It takes microseconds and no body.
    package var isHealth: Bool

    package init(_ method: HTTPMethod, _ pattern: String, isHealth: Bool = false, _ handler: Handler) {
        self.method = method
        self.pattern = pattern
        self.isHealth = isHealth
        self.handler = handler
    }
}
