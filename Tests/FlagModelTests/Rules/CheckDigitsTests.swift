import Testing

@testable import FlagModel

@Suite struct CheckDigitsTests {
    @Test func `Luhn's check finds every wrong digit`() {
        let sound = [7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3]
        #expect(CheckDigits.isLuhn(sound))
        expectWrongDigitsFound(in: sound, by: CheckDigits.isLuhn)
        #expect(!CheckDigits.isLuhn([]))
    }

    @Test func `Verhoeff's check finds every wrong digit and every swap of neighbours`() {
        // Verhoeff's own example: 236 has the check digit 3.
        let sound = [2, 3, 6, 3]
        #expect(CheckDigits.isVerhoeff(sound))
        expectWrongDigitsFound(in: sound, by: CheckDigits.isVerhoeff)
        for place in 0..<(sound.count - 1) where sound[place] != sound[place + 1] {
            var swapped = sound
            swapped.swapAt(place, place + 1)
            #expect(!CheckDigits.isVerhoeff(swapped))
        }
        #expect(!CheckDigits.isVerhoeff([]))
    }

    private func expectWrongDigitsFound(in sound: [Int], by check: ([Int]) -> Bool) {
        for place in sound.indices {
            for digit in 0...9 where digit != sound[place] {
                var wrong = sound
                wrong[place] = digit
                #expect(!check(wrong), "\(wrong)")
            }
        }
    }
}
