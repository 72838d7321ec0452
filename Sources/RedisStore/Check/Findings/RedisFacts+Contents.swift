import FlagStore

extension RedisFacts {
    var contentsFindings: [StoreFinding] {
        switch contents {
        case .withheld(let reason): [.untold("namespace", "what \(namespace) holds", because: reason)]
        case .told(nil):
            [
                StoreFinding(
                    .error, "namespace", "\(namespace) was never made here, or the server came back empty",
                    advice: "if this is the store you mean: flagpost store init --namespace \(namespace)")
            ]
        case .told(let usage?): usage.findings(in: namespace)
        }
    }
}
