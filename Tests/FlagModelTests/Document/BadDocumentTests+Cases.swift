// What was added to features later: conditions of other kinds, the dead man's switch, rollouts, bound variables.

extension BadDocumentTests {
    static let conditions = [
        Case("[pro]", "{semver: '>=2.1.0'}"), Case("[pro]", "{not: {semver: ^1.2}}"),
        Case("plan: [pro]", "segment: large"), Case("plan: [pro]", "segment: {not: large}"),
        Case(
            "[pro]", "{semver: 2.1.0}",
            #"f.yaml:12: route[0].when.plan.semver: should be a comparison with a version, is the text "2.1.0" "#
                + #"(write it like ">=2.1.0", with =, !=, <, <=, >, >=, ~ or ^)"#),
        Case(
            "[pro]", "{semver: '>=2.1.0.0'}",
            #"f.yaml:12: route[0].when.plan.semver: should be a comparison with a version, is the text ">=2.1.0.0" "#
                + #"(write it like ">=2.1.0", with =, !=, <, <=, >, >=, ~ or ^)"#),
        Case(
            "plan: [pro]", "segment: Large",
            #"f.yaml:12: route[0].when.segment: "Large" is no name (names match [a-z0-9][a-z0-9._-]{0,127})"#),
        Case(
            "plan: [pro]", "segment: {nor: large}",
            #"f.yaml:12: route[0].when.segment.nor: there is no such field (did you mean "not"?)"#,
            "f.yaml:12: route[0].when.segment.not: is missing (not: name)"),
        Case(
            "[pro]", "[078-05-1120]",
            "f.yaml:12: route[0].when.plan: the value looks like a US social security number, which is personal data "
                + "(target by a segment, plan or pseudonymous id instead)"),
        Case(
            "[pro]", "4111111111111111",
            "f.yaml:12: route[0].when.plan: the value looks like a payment card's number, which is personal data "
                + "(target by a segment, plan or pseudonymous id instead)"),
    ]

    static let staleness = [
        Case("onKill: off", "onKill: off\nonStale: {after: 60s, serve: stable}"),
        Case(
            "onKill: off", "onKill: off\nonStale: {after: 5s, serve: stabel}",
            "f.yaml:10: onStale.after: 5s is out of range (from 15s to 7d)",
            #"f.yaml:10: onStale.serve: there is no variant "stabel" (did you mean "stable"?)"#),
        Case(
            "onKill: off", "onKill: off\nonStale: {affter: 60s, serve: stable}",
            #"f.yaml:10: onStale.affter: there is no such field (did you mean "after"?)"#,
            "f.yaml:10: onStale.after: is missing (for example 60s)"),
    ]

    static let rollouts = [
        Case(
            "{canary: 5%, stable: 95%}",
            "{stable: 100%}\nrollout: {candidate: canary, stages: [1% for 24h, 5% for 2d, 100%]}"),
        Case(
            "  - split: {canary: 5%, stable: 95%}",
            "  - serve: stable\nrollout: {candidate: canary, stages: [5% for 1h, 5% for 1h, 50%, 90% for 1h]}",
            "f.yaml:15: rollout.stages[1]: is no larger than the stage before it (stages grow)",
            "f.yaml:15: rollout.stages[2]: does not say how long it lasts (for example 5% for 48h)",
            "f.yaml:15: rollout.stages[3]: the last stage is everyone (end with 100%)"),
        Case(
            "  - split: {canary: 5%, stable: 95%}",
            "  - serve: stable\nrollout: {candidate: canry, stages: [5% for 5s, 100%], gates: []}",
            #"f.yaml:15: rollout.gates: is not supported yet (remove it)"#,
            #"f.yaml:15: rollout.candidate: there is no variant "canry" (did you mean "canary"?)"#,
            #"f.yaml:15: rollout.stages[0]: "5s" is no duration of a stage (from 1m to 30d)"#),
        Case(
            "onKill: off", "onKill: off\nrollout: {candidate: canary, stages: [100%]}",
            #"f.yaml:15: route[1]: serves "canary", which is the rollout's candidate "#
                + "(leave it out of the route; the rollout's stages serve it)"),
        Case(
            "    serve: stable\n  - split: {canary: 5%, stable: 95%}",
            "    serve: canary\n  - serve: stable\nonStale: {after: 60s, serve: canary}\nrollout: {candidate: canary, stages: [100%]}",
            #"f.yaml:12: route[0]: serves "canary", which is the rollout's candidate "#
                + "(leave it out of the route; the rollout's stages serve it)",
            #"f.yaml:15: onStale.serve: "canary" is the rollout's candidate (serve another variant)"#),
        Case(
            "onKill: off", "onKill: off\nrollout: {candidate: off, stages: [100%]}",
            #"f.yaml:10: rollout.candidate: "off" is the feature's `onKill` (try another variant)"#),
    ]

    static let bindings = [
        Case("model: sonnet", "model: sonnet\n    prompt: s@1\n    variables: {tone: kind}"),
        Case(
            "model: sonnet", "model: sonnet\n    variables: {tone: 5, a b: x}",
            "f.yaml:6: variants.stable.variables.tone: should be a text, is the number 5 (quote it)",
            #"f.yaml:6: variants.stable.variables."a b": "a b" is no name of a variable (names match [A-Za-z_][A-Za-z0-9_.-]{0,63})"#
        ),
        Case(
            "off: {static: Later.}", "off: {static: Later., variables: {a: b}}",
            "f.yaml:8: variants.off.variables: has no effect on a variant that calls no model (remove it)"),
    ]
}
