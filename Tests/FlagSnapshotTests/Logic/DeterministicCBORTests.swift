import SeededRandom
import Testing

@testable import FlagSnapshot

@Suite struct DeterministicCBORTests {
    /// Of RFC 8949, appendix A, but whole floats are integers here.
    @Test(
        arguments: [
            (0, [0x00]), (1, [0x01]), (10, [0x0A]), (23, [0x17]), (24, [0x18, 0x18]), (100, [0x18, 0x64]),
            (1_000, [0x19, 0x03, 0xE8]), (1_000_000, [0x1A, 0x00, 0x0F, 0x42, 0x40]),
            (1_000_000_000_000, [0x1B, 0, 0, 0, 0xE8, 0xD4, 0xA5, 0x10, 0]), (-1, [0x20]), (-10, [0x29]),
            (-100, [0x38, 0x63]), (-1_000, [0x39, 0x03, 0xE7]), (-0.0, [0x00]),
            (1.1, [0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A]),
            (1.5, [0xF9, 0x3E, 0x00]), (65_504, [0x19, 0xFF, 0xE0]),
            (3.4028234663852886e+38, [0xFA, 0x7F, 0x7F, 0xFF, 0xFF]),
            (1.0e+300, [0xFB, 0x7E, 0x37, 0xE4, 0x3C, 0x88, 0x00, 0x75, 0x9C]),
            (5.960464477539063e-8, [0xF9, 0x00, 0x01]),
            (0.00006103515625, [0xF9, 0x04, 0x00]), (-4.1, [0xFB, 0xC0, 0x10, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66]),
            (.infinity, [0xF9, 0x7C, 0x00]), (-.infinity, [0xF9, 0xFC, 0x00]), (.nan, [0xF9, 0x7E, 0x00]),
            (0x1p63, [0x1B, 0x80, 0, 0, 0, 0, 0, 0, 0]),
            (-0x1p63, [0x3B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            (0x1p64, [0xFA, 0x5F, 0x80, 0, 0]), (2.98023223876953125e-8, [0xFA, 0x33, 0x00, 0x00, 0x00]),
            (0.333251953125, [0xF9, 0x35, 0x55]), (1.00048828125, [0xFA, 0x3F, 0x80, 0x10, 0x00]),
        ] as [(Double, [UInt8])])
    func `numbers take the shortest exact form`(value: Double, encoding: [UInt8]) {
        var murmur = Murmur3()
        murmur.append(cborNumber: value)
        #expect(murmur.finished() == hash(encoding))
    }

    /// All 16-bit floats, of which those with a fraction must come out as such.
    @Test func `what fits into half precision takes no more`() {
        for bits in UInt16.min ... .max {
            let half = Float16(bitPattern: bits)
            guard half.isFinite, half != half.rounded(.towardZero) else { continue }
            var murmur = Murmur3()
            murmur.append(cborNumber: Double(half))
            #expect(murmur.finished() == hash([0xF9, UInt8(bits >> 8), UInt8(bits & 0xFF)]))
        }
    }

    @Test func `floats beyond half precision are written as they are`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let single = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            guard single.isFinite, single.rounded(.towardZero) != single, Float(Float16(single)) != single else {
                continue
            }
            var murmur = Murmur3()
            murmur.append(cborNumber: Double(single))
            let bytes = withUnsafeBytes(of: single.bitPattern.bigEndian) { Array($0) }
            #expect(murmur.finished() == hash([0xFA] + bytes))
        }
    }

    private func hash(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes {
            var murmur = Murmur3()
            murmur.append(Bytes($0))
            return murmur.finished()
        }
    }
}
