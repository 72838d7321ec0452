import SeededRandom

extension SeededGenerator {
    /// `bytes` with a few of them changed, removed, doubled, moved or replaced by what parsers trip over.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        let awkward: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0], Array("\n".utf8), Array("\"".utf8), Array("---\n".utf8),
            Array("&a".utf8), Array("*a".utf8), Array("[[[[".utf8), Array("{".utf8), Array("9999999999999999999".utf8),
            Array("1e999".utf8), Array("-".utf8), Array(": ".utf8), Array("\\ud800".utf8), Array("%".utf8),
            Array("!!x ".utf8), Array("<<: ".utf8), Array("? ".utf8), Array("null".utf8), Array("\t".utf8),
        ]
        var result = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let at = Int.random(in: 0...result.count, using: &self)
            let end = min(result.count, at + Int.random(in: 1...24, using: &self))
            switch Int.random(in: 0..<5, using: &self) {
            case 0: result.insert(contentsOf: awkward.randomElement(using: &self) ?? [], at: at)
            case 1: result.removeSubrange(at..<end)
            case 2: result.insert(contentsOf: Array(result[at..<end]), at: at)
            case 3: if at < result.count { result[at] = UInt8.random(in: .min ... .max, using: &self) }
            default:
                let piece = Array(result[at..<end])
                result.removeSubrange(at..<end)
                result.insert(contentsOf: piece, at: Int.random(in: 0...result.count, using: &self))
            }
        }
        return result
    }
}
