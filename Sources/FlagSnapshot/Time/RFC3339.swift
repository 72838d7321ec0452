/// Moments as texts: `2026-11-23T14:41:00.250Z`, `2026-11-23T16:41:00+02:00`.
package enum RFC3339 {
    /// Unix milliseconds; `nil` where the text is no moment.
    package static func unixMilliseconds(_ text: Bytes) -> Int64? {
        guard text.count >= 20, text.count <= 64, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = number(text, 0, digits: 4), let month = number(text, 5), let day = number(text, 8),
            let hour = number(text, 11), let minute = number(text, 14), let second = number(text, 17),
            month >= 1, month <= 12, day >= 1, day <= days(in: month, of: year), hour <= 23, minute <= 59,
            second <= 60
        else { return nil }
        var index = 19
        guard let fraction = milliseconds(text, &index), let offset = offsetMinutes(text, index) else { return nil }
        let minutes = daysSinceEpoch(year, month, day) &* 1440 &+ hour &* 60 &+ minute &- offset
        return (minutes &* 60 &+ second) &* 1000 &+ fraction
    }

    private static func number(_ text: Bytes, _ start: Int, digits: Int = 2) -> Int64? {
        var value: Int64 = 0
        var index = start
        while index < start &+ digits {
            guard let digit = digit(text[index]) else { return nil }
            value = value &* 10 &+ digit
            index &+= 1
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        let digit = byte &- UInt8(ascii: "0")
        return digit <= 9 ? Int64(digit) : nil
    }

    /// Of an optional fraction; what is beyond milliseconds is read over.
    private static func milliseconds(_ text: Bytes, _ index: inout Int) -> Int64? {
        guard text[index] == UInt8(ascii: ".") else { return 0 }
        index &+= 1
        var value: Int64 = 0
        var scale: Int64 = 100
        let first = index
        while index < text.count, let digit = digit(text[index]) {
            value &+= digit &* scale
            scale /= 10
            index &+= 1
        }
        return index > first && index < text.count ? value : nil
    }

    private static func offsetMinutes(_ text: Bytes, _ index: Int) -> Int64? {
        let sign = text[index]
        if sign | 0x20 == UInt8(ascii: "z") { return text.count == index &+ 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text.count == index &+ 6,
            text[index &+ 3] == UInt8(ascii: ":"), let hours = number(text, index &+ 1),
            let minutes = number(text, index &+ 4), hours <= 23, minutes <= 59
        else { return nil }
        let offset = hours &* 60 &+ minutes
        return sign == UInt8(ascii: "-") ? 0 &- offset : offset
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`: years begin in March, so that
    /// the leap day is a year's last.
    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Four hundred years on, so that no division is of a negative number.
        let year = (month <= 2 ? year &- 1 : year) &+ 400
        let era = year / 400
        let yearOfEra = year % 400
        let monthFromMarch = (month &+ 9) % 12
        let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468 &- 146_097
    }
}
