#if !hasFeature(Embedded)

    extension SnapshotWriter {
        /// Fills in the feature's record at `offset` and appends all that it points to.
        static func append(_ feature: CompiledFeature, at offset: Int, to file: inout LittleEndianBytes) throws(Fault) {
            typealias Field = SnapshotLayout.Feature
            try check(feature)
            file.put(KeyHash.of(feature.key), at: offset)
            let key = file.appendText(feature.key)
            file.put(key, at: offset + Field.key)
            file.put(feature.salt == feature.key ? key : file.appendText(feature.salt), at: offset + Field.salt)
            file.put(file.appendText(feature.bucketBy ?? ""), at: offset + Field.bucketBy)
            file.put(UInt32(clamping: feature.baseline), at: offset + Field.baseline)
            file.put(UInt32(clamping: feature.offVariant), at: offset + Field.offVariant)

            let variants = file.appendRecords(feature.variants.count, size: SnapshotLayout.Variant.size)
            file.put(variants.count, at: offset + Field.variantCount)
            file.put(variants.offset, at: offset + Field.variants)
            for (number, variant) in feature.variants.enumerated() {
                let record = Int(variants.offset) + number * SnapshotLayout.Variant.size
                file.put(KeyHash.of(variant.name), at: record)
                file.put(file.appendText(variant.name), at: record + SnapshotLayout.Variant.name)
                file.put(file.appendText(variant.value), at: record + SnapshotLayout.Variant.value)
            }

            let rules = file.appendRecords(feature.rules.count, size: SnapshotLayout.Rule.size)
            file.put(rules.count, at: offset + Field.ruleCount)
            file.put(rules.offset, at: offset + Field.rules)
            for (number, rule) in feature.rules.enumerated() {
                append(rule, at: Int(rules.offset) + number * SnapshotLayout.Rule.size, to: &file)
            }
        }

        private static func append(_ rule: CompiledRule, at offset: Int, to file: inout LittleEndianBytes) {
            typealias Field = SnapshotLayout.Rule
            let shares = file.appendRecords(rule.shares.count, size: SnapshotLayout.Share.size)
            file.put(shares.count, at: offset + Field.shareCount)
            file.put(shares.offset, at: offset + Field.shares)
            for (number, share) in rule.shares.enumerated() {
                let record = Int(shares.offset) + number * SnapshotLayout.Share.size
                file.put(UInt32(clamping: share.variant), at: record + SnapshotLayout.Share.variant)
                file.put(share.weight, at: record + SnapshotLayout.Share.weight)
            }
            let conditions = file.appendRecords(rule.conditions.count, size: SnapshotLayout.Condition.size)
            file.put(conditions.count, at: offset + Field.conditionCount)
            file.put(conditions.offset, at: offset + Field.conditions)
            for (number, condition) in rule.conditions.enumerated() {
                append(condition, at: Int(conditions.offset) + number * SnapshotLayout.Condition.size, to: &file)
            }
        }

        private static func append(_ condition: CompiledCondition, at offset: Int, to file: inout LittleEndianBytes) {
            typealias Field = SnapshotLayout.Condition
            file.put(file.appendText(condition.attribute), at: offset + Field.attribute)
            file.put(UInt32(condition.negated ? 1 : 0), at: offset + Field.negated)
            let literals: [AttributeLiteral]
            switch condition.test {
            case .oneOf(let values):
                file.put(Field.oneOf, at: offset + Field.test)
                literals = values
            case .startsWith(let prefixes):
                file.put(Field.startsWith, at: offset + Field.test)
                literals = prefixes.map(AttributeLiteral.string)
            }
            let records = file.appendRecords(literals.count, size: SnapshotLayout.Literal.size)
            file.put(records.count, at: offset + Field.literalCount)
            file.put(records.offset, at: offset + Field.literals)
            for (number, literal) in literals.enumerated() {
                let record = Int(records.offset) + number * SnapshotLayout.Literal.size
                let payload = record + SnapshotLayout.Literal.payload
                switch literal {
                case .string(let text):
                    file.put(SnapshotLayout.Literal.string, at: record)
                    file.put(file.appendText(text), at: payload)
                case .number(let number):
                    file.put(SnapshotLayout.Literal.number, at: record)
                    file.put(number.bitPattern, at: payload)
                case .bool(let bool):
                    file.put(SnapshotLayout.Literal.bool, at: record)
                    file.put(UInt64(bool ? 1 : 0), at: payload)
                }
            }
        }

        private static func check(_ feature: CompiledFeature) throws(Fault) {
            var steps = feature.rules.count
            let shares = feature.rules.flatMap(\.shares)
            for index in shares.map(\.variant) + [feature.baseline, feature.offVariant]
            where !feature.variants.indices.contains(index) {
                throw .noSuchVariant(feature: feature.key, index: index)
            }
            for rule in feature.rules {
                let total = rule.shares.reduce(UInt64(0)) { $0 + UInt64($1.weight) }
                guard total == UInt64(CompiledRule.totalWeight) else { throw .badWeights(feature: feature.key) }
                steps += rule.shares.count + rule.conditions.count
                for condition in rule.conditions {
                    switch condition.test {
                    case .oneOf(let values): steps += values.count
                    case .startsWith(let prefixes): steps += prefixes.count
                    }
                }
            }
            guard steps <= SnapshotLayout.maximumSteps else {
                throw .tooManySteps(feature: feature.key, count: steps)
            }
        }
    }

#endif
