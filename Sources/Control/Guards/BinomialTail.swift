// P(Binomial(n, p) >= k) is the regularised incomplete beta function I_p(k, n - k + 1), which also takes the
// fractional n and k of weighted outcomes. Evaluated by its continued fraction with Lentz's method (W. J. Lentz,
// Applied Optics 15, 1976; I. Thompson and A. Barnett, J. Comput. Phys. 64, 1986).

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The upper tail of the binomial distribution.
package enum BinomialTail {
    /// Probability that at least `k` of `n` calls fail where each fails with probability `p`.
    ///
    /// Relative error below 1e-9 for n up to 10^7. 1 for k <= 0, 0 for k > n; arguments that make no sense (negative,
    /// not finite) give 1, which convicts nobody.
    package static func probability(atLeast k: Double, of n: Double, each p: Double) -> Double {
        guard k.isFinite, n.isFinite, p.isFinite, n >= 0, p >= 0 else { return 1 }
        if k <= 0 || p >= 1 { return k > n ? 0 : 1 }
        if k > n || p == 0 { return 0 }
        return regularisedBeta(p, k, n - k + 1)
    }

    private static func regularisedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
        // The fraction converges fast below the mean of the beta distribution, and its mirror image above.
        return x < (a + 1) / (a + b + 2)
            ? exp(logFront) * fraction(x, a, b) / a
            : 1 - exp(logFront) * fraction(1 - x, b, a) / b
    }

    private static func logGamma(_ value: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(value, &sign)
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
        var product = d
        // Needs about sqrt(max(a, b)) rounds; the limit only bounds the work on arguments nobody measures.
        for round in 1...20_000 {
            let m = Double(round)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d, tiny)
            c = nonzero(1 + even / c, tiny)
            product *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d, tiny)
            c = nonzero(1 + odd / c, tiny)
            product *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return product
    }

    private static func nonzero(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }
}
