import NIOHTTP1

/// Which routes an endpoint serves. A handful, so they are tried in turn.
struct RouteTable: Sendable {
    enum Match {
        case found(HTTPRoute, parameters: [String: String])
        /// The path exists, but not with this method; `allowed` is the value of the `Allow` header.
        case methodNotAllowed(allowed: String)
        case notFound
    }

    private struct Entry: Sendable {
        var segments: [Segment]
        var route: HTTPRoute
    }

    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    private let entries: [Entry]

    init(_ routes: [HTTPRoute]) {
        entries = routes.map { route in
            let parts = route.pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            let segments = parts.map { segment in
                segment.hasPrefix("{") && segment.hasSuffix("}")
                    ? Segment.parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
            }
            return Entry(segments: segments, route: route)
        }
    }

    /// `HEAD` is answered wherever `GET` is.
    func match(_ method: HTTPMethod, _ segments: [String]) -> Match {
        var allowed: [String] = []
        for entry in entries {
            guard let parameters = Self.parameters(of: segments, in: entry.segments) else { continue }
            let wanted = entry.route.method
            if wanted == method || (wanted == .GET && method == .HEAD) {
                return .found(entry.route, parameters: parameters)
            }
            allowed += wanted == .GET ? ["GET", "HEAD"] : [wanted.rawValue]
        }
        return allowed.isEmpty ? .notFound : .methodNotAllowed(allowed: allowed.joined(separator: ", "))
    }

    private static func parameters(of segments: [String], in pattern: [Segment]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, expected) in zip(segments, pattern) {
            switch expected {
            case .literal(let text): guard segment == text else { return nil }
            case .parameter(let name):
                guard !segment.isEmpty else { return nil }
                parameters[name] = segment
            }
        }
        return parameters
    }
}
