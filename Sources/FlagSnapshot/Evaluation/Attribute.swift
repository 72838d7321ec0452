/// One attribute of the context, borrowed from the caller for the length of a call.
package struct Attribute {
    package enum Value {
        case string(Bytes)
        case number(Double)
        case bool(Bool)
        /// The text of any JSON value, read only where a rule asks for it: what is malformed fails the rule there.
        case json(Bytes)
    }

    package let name: Bytes
    package let value: Value

    package init(name: Bytes, value: Value) {
        self.name = name
        self.value = value
    }
}
