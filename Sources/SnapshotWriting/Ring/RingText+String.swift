package import FlagSnapshot

extension RingText {
    /// Bytes that are no UTF-8 are replaced.
    package var string: String { String(decoding: (0..<count).map { bytes[$0] }, as: UTF8.self) }
}
