/// What models cost.
package struct Prices: Sendable, Equatable {
    /// Micro-dollars per million tokens.
    package struct Price: Sendable, Equatable {
        package var input: Int64
        package var output: Int64
        /// Tokens read from a cache; the input price unless said.
        package var cached: Int64

        package init(input: Int64, output: Int64, cached: Int64) {
            self.input = input
            self.output = output
            self.cached = cached
        }
    }

    /// By model.
    package var models: [String: Price]

    package init(models: [String: Price]) { self.models = models }

    /// The model's price; an unknown one is charged at the dearest known prices, never at nothing.
    package func price(of model: String) -> (price: Price, isKnown: Bool)? {
        if let price = models[model] { return (price, true) }
        guard let input = models.values.map(\.input).max(), let output = models.values.map(\.output).max(),
            let cached = models.values.map(\.cached).max()
        else { return nil }
        return (Price(input: input, output: output, cached: cached), false)
    }
}

extension Prices.Price {
    /// Micro-dollars, rounded up; as much as a number holds at most.
    ///
    /// - Parameter input: tokens, those that came out of a cache among them.
    package func cost(input: UInt32, output: UInt32, cached: UInt32) -> Int64 {
        let fresh = input - min(cached, input)
        let parts = [(fresh, self.input), (cached, self.cached), (output, self.output)]
        var sum: Int64 = 0
        for (tokens, price) in parts {
            let (product, overflows) = Int64(tokens).multipliedReportingOverflow(by: max(0, price))
            let (next, isBeyond) = sum.addingReportingOverflow(product)
            guard !overflows, !isBeyond else { return .max / 1_000_000 }
            sum = next
        }
        return sum / 1_000_000 + (sum % 1_000_000 > 0 ? 1 : 0)
    }
}
