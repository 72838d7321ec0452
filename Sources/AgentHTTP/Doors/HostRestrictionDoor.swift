package import FlagModel
import NIOHTTP1

/// `POST /v1/host/restrictions` holds something back on this host, `POST /v1/host/restorations` ends what was held that
/// way: for the host's operators alone, by what the kernel says of who they are. For a Unix endpoint.
package struct HostRestrictionDoor: Sendable {
    package enum Answer: Sendable {
        case done(JSONValue)
        /// There is no such thing on this host.
        case unknown(String)
        /// There is no room for it.
        case full(String)
    }

    package typealias Carrying = @Sendable (HostOrder, PeerCredentials) async -> Answer

    private let isOperator: @Sendable (PeerCredentials) -> Bool
    /// Who operators are.
    private let operators: @Sendable () -> String
    private let hold: Carrying
    private let end: Carrying

    package init(
        isOperator: @escaping @Sendable (PeerCredentials) -> Bool, operators: @escaping @Sendable () -> String,
        hold: @escaping Carrying, end: @escaping Carrying
    ) {
        self.isOperator = isOperator
        self.operators = operators
        self.hold = hold
        self.end = end
    }

    package var routes: [HTTPRoute] {
        [
            HTTPRoute(.POST, "/v1/host/restrictions", .asynchronous { await respond(to: $0, hold) }),
            HTTPRoute(.POST, "/v1/host/restorations", .asynchronous { await respond(to: $0, end) }),
        ]
    }

    private func respond(to request: HTTPRequest, _ carry: Carrying) async -> HTTPResponse {
        guard let peer = request.peer, isOperator(peer) else {
            let who = request.peer.map { "you are user \($0.userID)" } ?? "who you are is not known"
            return .problem(.forbidden, "only \(operators()) restrict on this host; \(who)")
        }
        do throws(HostOrderFault) {
            let order = try HostOrder(body: request.body)
            switch await carry(order, peer) {
            case .done(let json): return .json(.ok, json.canonical)
            case .unknown(let reason): return .problem(.notFound, reason)
            case .full(let reason): return .problem(.insufficientStorage, reason)
            }
        } catch {
            return .problem(.badRequest, error.reason)
        }
    }
}

/// Why a body is no order.
struct HostOrderFault: Error { var reason: String }

extension HostOrder {
    private static let longestName = 128
    private static let longestReason = 1_000

    init(body: [UInt8]) throws(HostOrderFault) {
        guard body.count <= 16 << 10, let members = (try? JSONValue.parse(body))?.object else {
            throw HostOrderFault(reason: "an order is a JSON object of at most 16 KiB")
        }
        if let unknown = members.keys.sorted().first(where: { !["key", "variant", "all", "reason"].contains($0) }) {
            throw HostOrderFault(reason: "\(unknown.onOneLine) is unknown; an order has key or all, variant and reason")
        }
        func text(_ name: String, _ limit: Int) throws(HostOrderFault) -> String? {
            guard let value = members[name], value != .null else { return nil }
            guard let text = value.string, !text.isEmpty, text.utf8.count <= limit, text == text.onOneLine else {
                throw HostOrderFault(reason: "\(name) is a text of 1 to \(limit) bytes without control characters")
            }
            return text
        }
        let all = members["all"] == .bool(true)
        let key = try text("key", Self.longestName)
        let variant = try text("variant", Self.longestName)
        guard (key != nil) != all, key?.hasPrefix("@") != true, variant?.hasPrefix("@") != true else {
            throw HostOrderFault(reason: "an order names one key, or the whole namespace with all: true")
        }
        guard variant == nil || key != nil else { throw HostOrderFault(reason: "a variant is one of a feature's") }
        guard let reason = members["reason"]?.string?.onOneLine, !reason.isEmpty,
            reason.utf8.count <= Self.longestReason
        else { throw HostOrderFault(reason: "an order has a reason of 1 to \(Self.longestReason) bytes") }
        self.init(key: key, variant: variant, reason: reason)
    }
}

extension String {
    /// Blanks in place of what would break a line, be obeyed by a terminal or reorder text.
    fileprivate var onOneLine: String {
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: clean.append(" ")
            default: clean.append(scalar)
            }
        }
        return String(clean)
    }
}
