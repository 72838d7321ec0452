/// What ECMAScript trims: white space and line ends, in UTF-8.
enum WhiteSpace {
    static func trimmed(_ text: Bytes) -> Bytes {
        var start = 0
        while start < text.count {
            let length = length(text.dropping(start))
            if length == 0 { break }
            start &+= length
        }
        var end = text.count
        while end > start {
            guard let length = lengthBefore(end, text, start) else { break }
            end &-= length
        }
        return Bytes(text.start + start, count: end &- start)
    }

    private static func lengthBefore(_ end: Int, _ text: Bytes, _ start: Int) -> Int? {
        var width = 1
        while width <= 3, end &- width >= start {
            if length(Bytes(text.start + (end &- width), count: width)) == width { return width }
            width &+= 1
        }
        return nil
    }

    /// How many bytes the white space takes that stands at the beginning; 0 where there is none.
    private static func length(_ text: Bytes) -> Int {
        guard text.count > 0 else { return 0 }
        switch text[0] {
        case 0x09...0x0D, 0x20: return 1
        case 0xC2: return text.count > 1 && text[1] == 0xA0 ? 2 : 0
        case 0xE1...0xEF:
            guard text.count > 2 else { return 0 }
            let scalar = UInt32(text[0] & 0x0F) &<< 12 | UInt32(text[1] & 0x3F) &<< 6 | UInt32(text[2] & 0x3F)
            switch scalar {
            case 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: return 3
            default: return 0
            }
        default: return 0
        }
    }
}
