/// One feature's restriction as a reader copied it out of the control page.
struct Override {
    var flags: UInt64 = 0
    /// `KeyHash` of the variant that everyone gets; 0: none.
    var serve: UInt64 = 0
    var variants = InlineArray<6, UInt64>(repeating: 0)
    var replacements = InlineArray<6, UInt64>(repeating: 0)

    static var none: Override { Override() }

    var isKilled: Bool { flags & ControlPageLayout.Flag.killed != 0 }

    /// Of a kill: guards alone ask for it.
    var isKilledByGuard: Bool { flags & ControlPageLayout.Flag.killedByGuard != 0 }

    /// Whether guards alone ask for what takes this variant out.
    func isWithdrawnByGuard(_ variant: UInt64) -> Bool {
        guard let pair = pair(of: variant) else { return false }
        return flags & ControlPageLayout.Flag.pairByGuard(pair) != 0
    }

    func withdraws(_ variant: UInt64, baseline: UInt64) -> Bool {
        if flags & ControlPageLayout.Flag.allButBaseline != 0, variant != baseline { return true }
        return pair(of: variant) != nil
    }

    /// What takes the variant's place; `nil`: the baseline.
    func replacement(of variant: UInt64) -> UInt64? {
        guard let pair = pair(of: variant) else { return nil }
        let replacement = replacements[unchecked: pair]
        return replacement == 0 ? nil : replacement
    }

    private func pair(of variant: UInt64) -> Int? {
        guard variant != 0 else { return nil }
        var index = 0
        while index < ControlPageLayout.Entry.pairCount {
            if variants[unchecked: index] == variant { return index }
            index &+= 1
        }
        return nil
    }
}
