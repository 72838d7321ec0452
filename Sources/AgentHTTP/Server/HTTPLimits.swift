package import NIOCore

/// What a client may use of the server, and for how long.
package struct HTTPLimits: Sendable {
    /// Bytes of one request's body; more is answered 413.
    package var body = 1 << 20
    /// Bytes of all bodies the server holds at one moment; more is answered 503.
    package var bodiesTogether = 64 << 20
    /// Bytes of the request line and headers together, and how many headers; more is answered 431.
    package var head = 16 << 10
    package var headerCount = 100
    /// Connections of one endpoint; one more is answered 503 and closed.
    package var connectionsPerEndpoint = 512
    /// How long a connection may stay open without a request.
    package var idle: TimeAmount = .seconds(60)
    /// From a request's first byte to the end of its headers; else 408.
    package var headTime: TimeAmount = .seconds(10)
    /// From there to the end of the body; else 408.
    package var bodyTime: TimeAmount = .seconds(30)
    /// From there to the answer; else 503.
    package var handlingTime: TimeAmount = .seconds(30)
    /// How long a client may take to read an answer; then it is cut off.
    package var writeTime: TimeAmount = .seconds(30)
    /// How long a client may go on sending after an answer that ends the connection. Closing at once could destroy the
    /// answer before the client has read it (RFC 9112, 9.6).
    package var lingerTime: TimeAmount = .seconds(1)

    package init() {}
}
