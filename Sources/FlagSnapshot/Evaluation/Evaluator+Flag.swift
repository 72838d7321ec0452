// Ordinary flags, as flagd evaluates them.

extension Evaluator {
    @inline(never)
    func evaluate(_ flag: FlagRecord, hash: UInt64, context: LogicContext) -> Evaluation {
        guard let metadata = flag.metadata, let targeting = flag.targeting else {
            return Evaluation(status: .parseError, feature: hash)
        }
        var evaluation = Evaluation(status: .codeDefault, feature: hash, metadata: metadata)
        // A flag has no off variant: killed, it is a disabled one.
        if let control, control.isRestricting, control.override(for: hash).isKilled {
            evaluation.reason = .disabled
            evaluation.cause = .killed
            return evaluation
        }
        guard flag.isEnabled else {
            evaluation.reason = .disabled
            return evaluation
        }
        if targeting.count == 0 {
            serveDefault(of: flag, as: .static, in: &evaluation)
        } else {
            target(targeting, of: flag, context: context, in: &evaluation)
        }
        return evaluation
    }

    private func target(
        _ program: Bytes, of flag: FlagRecord, context: LogicContext, in evaluation: inout Evaluation
    ) {
        guard !context.isCutOff else {
            evaluation.status = .parseError
            return
        }
        do throws(LogicFault) {
            var rule = try LogicInterpreter(
                program: program, context: context, arena: arena, steps: RecordLayout.maximumSteps)
            guard let name = try rule.variantName(of: rule.value()) else {
                return serveDefault(of: flag, as: .default, in: &evaluation)
            }
            guard name.count > 0, let index = flag.index(ofVariant: name) else {
                evaluation.status = .general
                return
            }
            serve(index, of: flag, as: .targetingMatch, in: &evaluation)
        } catch {
            evaluation.status = .parseError
        }
    }

    /// Without a default variant the caller's own default counts.
    private func serveDefault(of flag: FlagRecord, as reason: Evaluation.Reason, in evaluation: inout Evaluation) {
        guard flag.record.defaultVariant != RecordLayout.noVariant else {
            evaluation.reason = .default
            return
        }
        serve(flag.record.defaultVariant, of: flag, as: reason, in: &evaluation)
    }

    private func serve(
        _ index: UInt32, of flag: FlagRecord, as reason: Evaluation.Reason, in evaluation: inout Evaluation
    ) {
        guard let variant = flag.record.variant(index), let name = variant.name, let value = variant.value else {
            evaluation.status = .parseError
            return
        }
        evaluation.status = .ok
        evaluation.reason = reason
        evaluation.variant = variant.hash
        evaluation.name = name
        evaluation.value = value
    }
}
