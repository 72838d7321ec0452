// The fields of a feature, from which both its reader and its JSON Schema are made.

extension FeatureReader {
    static let fields = FieldSet(
        what: "a feature",
        fields: [
            owner, protected, bucketBy, salt, variants, onKill, baseline, onStale, route, rollout, guards,
        ] + DocumentHead.fields(of: .feature),
        later: ["budgets"])

    static let owner = Field("owner", .text(of: "who owns the feature"), "Who to ask about the feature.")
    static let protected = Field(
        "protected", .bool, "Whether changes that widen need a second person's approval; false unless said.")
    static let bucketBy = Field(
        "bucketBy", Shape<String>.topAttribute,
        "The attribute that a split tells users apart by, such as session; the unit unless said.")
    static let salt = Field(
        "salt", .text(of: "a text", atMost: 128), "What buckets are drawn with; the key unless said.")
    static let variants = Field(
        "variants",
        .table(
            of: "a mapping of names to variants", "variants", 1...Limit.variants, keys: Names.keyPattern,
            each: variantFields.schema),
        "Complete configurations, by name.",
        example: "for example {stable: {model: …, fallback: [{static: …}]}, off: {static: …}}")
    /// Whether there is such a variant is asked once all are known.
    static let variantName = Shape<String>(schema: Shape<String>.name(of: "a variant").schema) {
        $2.text($0, $1, of: "the name of a variant")
    }
    static let onKill = Field(
        "onKill", variantName, "The variant that everyone gets when the feature is killed; it calls no model.",
        example: "name the variant that users get when AI is off")
    static let baseline = Field(
        "baseline", variantName, "The variant that others are compared with, and that replaces a withdrawn one.",
        example: "name the variant that others are compared with")
    static let route = Field(
        "route",
        .list(of: "entries", atMost: Limit.routeEntries, each: routeFields.schema)
            .notEmpty(hint: "for example [{serve: stable}]"),
        "Who gets which variant; the first entry that matches decides.", example: "for example [{serve: stable}]")
    static let guards = Field(
        "guards", .list(of: "guards", atMost: Limit.guards, each: guardFields.schema),
        "What is watched, and what is done when it breaches.")
    static let onStale = Field(
        "onStale", .fields(of: stalenessFields),
        "What is served once hosts have been without word from the store for so long; the last known state unless said."
    )
    static let rollout = Field(
        "rollout", .fields(of: rolloutFields), "The way that a candidate is to go, from a few units to all.")
}

extension FeatureReader {
    static let routeFields = FieldSet(
        what: "a route entry", fields: [when, serve, split], isNarrowing: true,
        rules: FieldSet.exactlyOne(of: "serve", "split"))

    static let when = FieldOutline(
        "when", ConditionReader.schema(mayNameSegments: true),
        "Conditions, all of which must hold; the last entry has none.")
    static let serve = Field("serve", variantName, "The variant that they get.")
    static let split = Field(
        "split",
        .table(of: "a mapping of variants to shares", "shares", 1...Limit.variants, each: Shape<UInt32>.share.schema),
        "Shares of variants, exact to 0.001%; they add up to 100%.")
}

extension FeatureReader {
    static let stalenessFields = FieldSet(what: "{after: 60s, serve: stable}", fields: [staleAfter, staleServe])

    static let staleAfter = Field(
        "after", .duration(.seconds(15) ... .seconds(7 * 86_400), hint: "from 15s to 7d"),
        "For how long the last known state is good.", example: "for example 60s")
    static let staleServe = Field(
        "serve", variantName, "The variant that everyone gets then.", example: "name a variant")
}

extension FeatureReader {
    static let rolloutFields = FieldSet(
        what: "a candidate and its stages", fields: [candidate, stages],
        later: ["minSamples", "gates", "onInconclusive"])

    static let candidate = Field(
        "candidate", variantName, "The variant that is tried; it stands in no entry of the route.",
        example: "name the variant that is tried")
    static let stages = Field(
        "stages",
        .list(of: "stages", atMost: Limit.stages, each: stage.schema)
            .notEmpty(hint: "for example [1% for 24h, 10% for 48h, 100%]"),
        "Growing shares and how long each lasts at least, such as \"5% for 48h\"; the last is \"100%\".",
        example: "for example [1% for 24h, 10% for 48h, 100%]")

    static let stage = Shape<RolloutPlan.Stage>(
        schema: [
            "type": "string",
            "pattern": .string("^\(Quantities.sharePattern)( for \(Quantities.durationPattern))?$"),
        ]
    ) { node, path, findings in
        let words = node.scalar?.string?.split(separator: " ", omittingEmptySubsequences: false).map(String.init) ?? []
        guard words.count == 1 || words.count == 3 && words[1] == "for", let share = Quantities.share(words[0]),
            share > 0
        else {
            findings.error(
                node.line, path, "should be a share and how long it lasts, is \(node.summary)",
                hint: "write it like 5% for 48h, and the last one 100%")
            return nil
        }
        guard words.count == 3 else { return RolloutPlan.Stage(share: share, duration: nil) }
        guard let duration = Quantities.duration(words[2]), duration >= .seconds(60), duration <= .seconds(30 * 86_400)
        else {
            findings.error(node.line, path, "\(quoted(words[2])) is no duration of a stage", hint: "from 1m to 30d")
            return nil
        }
        return RolloutPlan.Stage(share: share, duration: duration)
    }
}
