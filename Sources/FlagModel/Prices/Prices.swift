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
