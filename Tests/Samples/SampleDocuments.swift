/// Documents that several test targets use.
package enum SampleDocuments {
    /// A feature that needs every kind of value once.
    package static let feature = """
        kind: feature
        key: support-chat
        variants:
          stable:
            model: claude-sonnet-4
            params: {temperature: 0.7, max_tokens: 1024}
            fallback: [{static: "Someone will answer."}]
          canary: {extends: stable, model: claude-opus-4}
          handoff: {static: "Talk to a human"}
        onKill: handoff
        baseline: stable
        route:
          - when: {plan: [enterprise]}
            serve: stable
          - split: {canary: 5%, stable: 95%}
        guards:
          - {name: errors, when: "error_rate > 5% over 1m", do: kill}
        """

    /// A feature with all that it can stand on.
    package static let namespace = "\(restingFeature)\n---\n\(foundations)"

    package static let restingFeature = """
        kind: feature
        key: support-chat
        variants:
          stable:
            model: claude-sonnet-4
            params: {temperature: 0.7, max_tokens: 1024}
            prompt: support-system@1
            fallback: [{static: "Someone will answer."}]
          canary: {extends: stable, model: claude-opus-4}
          trial: {extends: stable, model: claude-opus-4}
          handoff: {static: "Talk to a human"}
        onKill: handoff
        baseline: stable
        route:
          - when: {segment: large}
            serve: stable
          - split: {trial: 5%, stable: 95%}
        rollout:
          candidate: canary
          stages: [1% for 24h, 5% for 48h, 25% for 72h, 100%]
        """

    private static let foundations = """
        kind: segment
        key: large
        when: {plan: [enterprise]}
        ---
        kind: prompt
        key: support-system
        version: 1
        text: You are the assistant of {{company}}.
        variables: {company: {default: Acme}}
        ---
        kind: params
        key: trial-temperature
        feature: support-chat
        variant: trial
        parameters:
          temperature: {type: number, minimum: 0, maximum: 2, value: 0.5}
        ---
        kind: flag
        key: new-checkout
        state: ENABLED
        variants: {"on": true, "off": false}
        defaultVariant: "off"
        ---
        kind: prices
        models:
          claude-sonnet-4: {input: $3, output: $15}
          claude-opus-4: {input: $15, output: $75}
        ---
        kind: policy
        attributes: [plan]
        """

    /// `namespace`, with its feature protected.
    package static let protectedNamespace = namespace.replacing(
        "key: support-chat\nvariants", with: "key: support-chat\nprotected: true\nvariants")

    package static let protectedFeature = feature.replacing(
        "key: support-chat\n", with: "key: support-chat\nprotected: true\n")
}
