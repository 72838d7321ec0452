package import NIOCore

/// What a client may use of the server, and for how long.
package struct HTTPLimits: Sendable {
    /// Bytes of one request's body; more is answered 413.
    package var body = 1 << 20
    /// Bytes of all bodies the server holds at one moment; more is answered 503.
    package var bodiesTogether = 8 << 20
    /// Bytes of all answers of an endpoint that their clients have not read; a longer one goes out alone, one more is
    /// answered 503.
    package var answersTogether = 8 << 20
    /// Bytes of a connection's answers that the kernel holds. It takes twice as many for itself.
    package var sendBuffer = 8 << 10
    /// Bytes of the request line and headers together, and how many headers; more is answered 431.
    package var head = 16 << 10
    package var headerCount = 100
    /// Connections of one endpoint. With one more, the oldest that waits for its client gives way.
    package var connectionsPerEndpoint = 512
    /// Of them, those of one client: of one user at a Unix socket, of one address over TCP.
    package var connectionsPerPeer = 256
    /// Connections beyond both, where no other gives way: for health alone, one request each.
    package var healthReserve = 32
    /// From such a connection's beginning to the end of its headers.
    package var reserveTime: TimeAmount = .seconds(2)
    /// How long a connection may stay open without a request.
    package var idle: TimeAmount = .seconds(60)
    /// From a request's first byte to the end of its headers; else 408.
    package var headTime: TimeAmount = .seconds(10)
    /// From there to the end of the body; else 408.
    package var bodyTime: TimeAmount = .seconds(30)
    /// From there to the answer; else 503.
    package var handlingTime: TimeAmount = .seconds(30)
    /// How long a client may take to read a piece of an answer; then it is cut off.
    package var writeTime: TimeAmount = .seconds(10)
    /// How long a client may go on sending after an answer that ends the connection. Closing at once could destroy the
    /// answer before the client has read it (RFC 9112, 9.6).
    package var lingerTime: TimeAmount = .seconds(1)

    package init() {}
}
