#!/usr/bin/env python3
"""Writes BinomialTailReference.swift: tail probabilities by scipy, to check ours against.

    python3 Tests/ControlTests/binomial_tail_reference.py > Tests/ControlTests/BinomialTailReference.swift
"""
import scipy
from scipy.special import betainc
from scipy.stats import binom

print(f"// Written by binomial_tail_reference.py with scipy {scipy.__version__}; do not edit.\n")
print("/// k, n, p and P(Binomial(n, p) >= k); for fractional k and n the regularised incomplete beta function.")
print("let binomialTailReference: [(k: Double, n: Double, p: Double, tail: Double)] = [")
for p in (0.0001, 0.01, 0.05, 0.3, 0.9):
    for n in (1, 4, 20, 50, 300, 6_000, 180_000, 10_000_000):
        mean, deviation = n * p, (n * p * (1 - p)) ** 0.5
        counts = {round(mean + z * deviation) for z in (-3, -0.5, 0.5, 2, 4.3, 6, 9)} | {1, n}
        for k in sorted(k for k in counts if 1 <= k <= n):
            tail = float(binom.sf(k - 1, n, p))
            if tail > 1e-280:
                print(f"    ({k}, {n}, {p}, {tail!r}),")
for k, n, p in ((2.5, 10.25, 0.05), (12.7, 48.3, 0.05), (33.3, 299.9, 0.05), (0.5, 1.5, 0.2)):
    print(f"    ({k}, {n}, {p}, {float(betainc(k, n - k + 1, p))!r}),")
print("]")
