import AgentHTTP
import FlagModel
import NIOHTTP1
import Synchronization
import Testing

/// Who may order what is held on this host, and what an order is.
@Suite struct HostRestrictionDoorTests {
    private static let operators: Set<UInt32> = [0, 77]

    /// Routes, and the orders that came through.
    private final class Desk: Sendable {
        let orders = Mutex<[HostOrder]>([])

        var door: HostRestrictionDoor {
            HostRestrictionDoor(
                isOperator: { HostRestrictionDoorTests.operators.contains($0.userID) }, operators: { "root and ops" },
                hold: { [self] order, _ in take(order) }, end: { [self] order, _ in take(order) })
        }

        private func take(_ order: HostOrder) -> HostRestrictionDoor.Answer {
            orders.withLock { $0.append(order) }
            return order.key == "nope" ? .unknown("this host serves no feature or flag nope") : .done(["changed": true])
        }
    }

    private func send(
        _ body: String, to desk: Desk, as user: UInt32? = 0, _ path: String = "/v1/host/restrictions"
    ) async throws -> HTTPResponse {
        let route = try #require(desk.door.routes.first { $0.pattern == path })
        guard case .asynchronous(let respond) = route.handler else { throw MissingRoute() }
        return await respond(
            HTTPRequest(
                method: .POST, path: path, body: Array(body.utf8),
                peer: user.map { PeerCredentials(processID: 1, userID: $0, groupID: $0) }))
    }

    private struct MissingRoute: Error {}

    @Test func `an operator's order goes through, anybody else's does not and says who may`() async throws {
        let desk = Desk()
        let order = #"{"key":"chat","variant":"canary","reason":"rude"}"#
        #expect(try await send(order, to: desk, as: 77).status == .ok)
        for path in ["/v1/host/restrictions", "/v1/host/restorations"] {
            let refused = try await send(order, to: desk, as: 1_000, path)
            #expect(refused.status == .forbidden)
            let text = String(decoding: refused.body, as: UTF8.self)
            #expect(text.contains("only root and ops restrict on this host; you are user 1000"), "\(text)")
            #expect(try await send(order, to: desk, as: nil, path).status == .forbidden)
        }
        #expect(desk.orders.withLock { $0 } == [.init(key: "chat", variant: "canary", reason: "rude")])
    }

    @Test(arguments: [
        "", "7", "[]", "{}", #"{"key":"chat"}"#, #"{"key":"","reason":"r"}"#, #"{"reason":"r"}"#,
        #"{"key":"chat","all":true,"reason":"r"}"#, #"{"all":true,"variant":"canary","reason":"r"}"#,
        #"{"key":"chat","reason":""}"#, #"{"key":"chat","reason":7}"#, #"{"key":"@namespace","reason":"r"}"#,
        #"{"key":"chat","variant":"@feature","reason":"r"}"#, #"{"key":"chat","serve":"canary","reason":"r"}"#,
        "{\"key\":\"cha\\u001bt\",\"reason\":\"r\"}",
        "{\"key\":\"\(String(repeating: "k", count: 129))\",\"reason\":\"r\"}",
        "{\"key\":\"chat\",\"reason\":\"\(String(repeating: "r", count: 1_001))\"}",
        "{\"key\":\"chat\",\"reason\":\"\(String(repeating: "r", count: 20_000))\"}",
    ])
    func `what is no order is refused`(body: String) async throws {
        let desk = Desk()
        #expect(try await send(body, to: desk).status == .badRequest)
        #expect(desk.orders.withLock { $0.isEmpty })
    }

    @Test func `a reason is made harmless, and what is not there is not found`() async throws {
        let desk = Desk()
        let body = "{\"all\":true,\"reason\":\"a\\nb\\u001b[31m\\u202ec\"}"
        #expect(try await send(body, to: desk).status == .ok)
        #expect(desk.orders.withLock { $0 } == [.init(key: nil, reason: "a b [31m c")])
        #expect(try await send(#"{"key":"nope","reason":"r"}"#, to: desk).status == .notFound)
    }
}
