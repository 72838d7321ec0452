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
        case .told(let usage?): usage.findings(in: namespace) + damageFindings
        }
    }

    private var damageFindings: [StoreFinding] {
        switch damage {
        case .withheld(let reason): [.untold("contents", "whether every entry can be read", because: reason)]
        case .told(let damage): damage.findings
        }
    }
}
