extension LogicInterpreter {
    /// The value of a whole attribute's text, all of which is checked.
    mutating func value(ofAttribute text: Bytes) throws(LogicFault) -> LogicValue {
        guard text.count <= LogicContext.maximumText else { throw .malformedContext }
        try spend(onText: text.count)
        var cursor = JSONCursor(text)
        cursor.skipSpace()
        let value = try cursor.skipValue()
        cursor.skipSpace()
        guard cursor.isAtEnd else { throw .malformedContext }
        var start = JSONCursor(value)
        return try self.value(at: &start)
    }

    /// The value where the cursor stands, which goes behind it. A string with escapes is written out in the arena.
    mutating func value(at cursor: inout JSONCursor) throws(LogicFault) -> LogicValue {
        switch cursor.peek {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let text = try cursor.skipValue()
            try spend(onText: text.count)
            return .json(text)
        case UInt8(ascii: "\""):
            let text = try cursor.string()
            try spend(onText: text.count)
            guard JSONStringBytes.hasEscape(text) else { return .string(text) }
            let mark = arena.used
            var bytes = JSONStringBytes(text)
            while let byte = bytes.next() { try arena.append(byte) }
            return .string(arena.text(from: mark))
        case UInt8(ascii: "t"):
            _ = try cursor.skipValue()
            return .bool(true)
        case UInt8(ascii: "f"):
            _ = try cursor.skipValue()
            return .bool(false)
        case UInt8(ascii: "n"):
            _ = try cursor.skipValue()
            return .null
        default:
            let text = try cursor.skipValue()
            try spend(onText: text.count)
            return .number(NumericText.decimal(text)?.value ?? .nan)
        }
    }

    /// A member of an object; of several of one name the last. `undefined` where there is none.
    mutating func member(_ name: Bytes, of object: Bytes) throws(LogicFault) -> LogicValue {
        try spend(onText: object.count)
        var cursor = JSONCursor(object)
        var found: JSONCursor?
        var goesOn = try cursor.enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        while goesOn {
            if JSONStringBytes.isEqual(try cursor.key(), name) { found = cursor }
            _ = try cursor.skipValue()
            goesOn = try cursor.advance(closing: UInt8(ascii: "}"))
        }
        guard var found else { return .undefined }
        return try value(at: &found)
    }
}
