package import FlagSnapshot

extension RingText {
    /// What is no UTF-8 is replaced.
    package var string: String { String(decoding: (0..<count).map { bytes[$0] }, as: UTF8.self) }
}
