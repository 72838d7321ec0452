/// Checksums that tell a number somebody issued from one that only has its length.
enum CheckDigits {
    /// Luhn's (ISO/IEC 7812-1, annex B): every second digit from the right is doubled.
    static func isLuhn(_ digits: [Int]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            guard digit.offset % 2 == 1 else { return sum + digit.element }
            let doubled = digit.element * 2
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return !digits.isEmpty && sum % 10 == 0
    }

    /// Verhoeff's: multiplication in the dihedral group of order 10, digits permuted by their place.
    static func isVerhoeff(_ digits: [Int]) -> Bool {
        let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        var check = 0
        for (place, digit) in digits.reversed().enumerated() {
            var permuted = digit
            for _ in 0..<(place % 8) { permuted = permutation[permuted] }
            check = product(check, permuted)
        }
        return !digits.isEmpty && check == 0
    }

    /// Of rotations (0 to 4) and reflections (5 to 9) of a pentagon.
    private static func product(_ left: Int, _ right: Int) -> Int {
        switch (left < 5, right < 5) {
        case (true, true): (left + right) % 5
        case (true, false): (left + right - 5) % 5 + 5
        case (false, true): (left - 5 - right + 5) % 5 + 5
        case (false, false): (left - right + 5) % 5
        }
    }

    /// The digit that makes a weighted sum right modulo 11, where 10 counts as 0.
    static func moduloElevenDigit(_ digits: some Sequence<Int>, weights: some Sequence<Int>) -> Int {
        let rest = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } * 10 % 11
        return rest == 10 ? 0 : rest
    }
}
