#if !hasFeature(Embedded)

    /// Reads a variant's JSON as one type; `nil` where it is of another.
    enum ValueText {
        static func bool(_ json: [UInt8]) -> Bool? {
            if json.elementsEqual("true".utf8) { return true }
            return json.elementsEqual("false".utf8) ? false : nil
        }

        static func number(_ json: [UInt8]) -> Double? {
            // What JSON calls a number and nothing else that Swift does, such as `nan` and `0x1p3`.
            guard json.allSatisfy({ "+-.0123456789Ee".utf8.contains($0) }) else { return nil }
            guard let value = Double(String(decoding: json, as: UTF8.self)), value.isFinite else { return nil }
            return value
        }

        /// An object's or array's text as it is.
        static func structure(_ json: [UInt8]) -> String? {
            guard json.first == UInt8(ascii: "{") || json.first == UInt8(ascii: "[") else { return nil }
            return String(decoding: json, as: UTF8.self)
        }

        static func string(_ json: [UInt8]) -> String? {
            guard json.count >= 2, json.first == UInt8(ascii: "\""), json.last == UInt8(ascii: "\"") else { return nil }
            var rest = json[1..<(json.count - 1)]
            guard rest.contains(UInt8(ascii: "\\")) else { return String(decoding: rest, as: UTF8.self) }
            var text: [UInt8] = []
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    continue
                }
                guard let escape = rest.popFirst() else { return nil }
                switch escape {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
                case UInt8(ascii: "b"): text.append(8)
                case UInt8(ascii: "t"): text.append(9)
                case UInt8(ascii: "n"): text.append(10)
                case UInt8(ascii: "f"): text.append(12)
                case UInt8(ascii: "r"): text.append(13)
                case UInt8(ascii: "u"):
                    guard let scalar = scalar(&rest) else { return nil }
                    text.append(contentsOf: String(scalar).utf8)
                default: return nil
                }
            }
            return String(decoding: text, as: UTF8.self)
        }

        /// What follows `\u`, with its other half where it is half of a pair; U+FFFD where that is missing.
        private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Character? {
            guard let unit = codeUnit(&rest) else { return nil }
            guard 0xd800..<0xdc00 ~= unit, rest.starts(with: #"\u"#.utf8) else {
                return Character(Unicode.Scalar(unit) ?? "\u{fffd}")
            }
            var ahead = rest.dropFirst(2)
            guard let low = codeUnit(&ahead) else { return nil }
            guard 0xdc00..<0xe000 ~= low else { return "\u{fffd}" }
            rest = ahead
            return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)).map(Character.init)
        }

        private static func codeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
            let digits = rest.prefix(4)
            guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
                return nil
            }
            rest = rest.dropFirst(4)
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }

#endif
