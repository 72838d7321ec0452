import FlagModel

/// A feature with what it rests on, and what a change of either comes to.
enum ExposureSample {
    static let feature = """
        kind: feature
        key: chat
        owner: support
        protected: true
        variants:
          stable:
            model: sonnet
            params: {temperature: 0.7, max_tokens: 100}
            prompt: system@1
            fallback: [{model: haiku}, {static: Later.}]
          canary: {extends: stable, model: opus}
          cheap: {extends: stable, model: haiku}
          spare: {extends: stable, model: mini}
          off: {static: Later.}
        onKill: off
        baseline: stable
        onStale: {after: 60s, serve: stable}
        route:
          - when: {segment: beta}
            split: {canary: 20%, stable: 80%}
          - split: {canary: 5%, cheap: 10%, stable: 85%}
        guards:
          - {name: errors, when: "error_rate > 5% over 1m", do: kill}
          - {name: slow, when: "error_rate > 10% over 5m", do: serve cheap, of: candidate}
          - {name: narrow, when: "error_rate > 20% over 1m", do: kill, of: candidate}
          - {name: trial, when: "error_rate > 1% over 1m", do: kill, shadow: true}
        rollout:
          candidate: spare
          stages: [1% for 24h, 5% for 48h, 100%]
        """

    static let rest = """
        kind: segment
        key: beta
        when: {plan: [pro]}
        ---
        kind: prompt
        key: system
        version: 1
        text: Be kind.
        ---
        kind: prompt
        key: system
        version: 2
        text: Be brief.
        ---
        kind: params
        key: sweep
        feature: chat
        variant: cheap
        parameters: {temperature: {type: number, value: 0.4}}
        """

    static func exposed(_ feature: String, among rest: String = rest) -> ExposedFeature? {
        let documents = DocumentParser.parse(Array("\(feature)\n---\n\(rest)".utf8), file: "f.yaml", mode: .author)
        guard !documents.hasErrors else { return nil }
        let set = DocumentSet(documents.documents.map(\.content))
        return set.features.values.first.map(set.exposed)
    }

    /// What replacing texts comes to, in the feature or in what it rests on; `nil` where one does not occur, or where the
    /// result is no feature.
    static func tried(_ changes: [(old: String, new: String)], state: FeatureState? = nil) -> [ExposureFinding]? {
        var (feature, rest) = (feature, rest)
        for (old, new) in changes {
            if let changed = replacing(old, with: new, in: feature) {
                feature = changed
            } else if let changed = replacing(old, with: new, in: rest) {
                rest = changed
            } else {
                return nil
            }
        }
        guard let before = exposed(self.feature), let after = exposed(feature, among: rest) else { return nil }
        return FeatureExposure.findings(from: before, to: after, state: state)
    }

    /// The same where everything has to be there.
    static func changing(_ changes: [(old: String, new: String)], state: FeatureState? = nil) -> [ExposureFinding] {
        guard let findings = tried(changes, state: state) else { preconditionFailure("no such change: \(changes)") }
        return findings
    }

    static func replacing(_ old: String, with new: String, in text: String) -> String? {
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? "\(parts[0])\(new)\(parts[1])" : nil
    }
}
