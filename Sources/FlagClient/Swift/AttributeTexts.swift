#if !hasFeature(Embedded)

    internal import FlagSnapshot

    /// The attributes' bytes in one allocation.
    package struct AttributeTexts {
        private var bytes: [UInt8] = []
        private var spans: [(name: Range<Int>, value: AttributeValue, text: Range<Int>)] = []

        package init(_ attributes: some Collection<(key: String, value: AttributeValue)>) {
            for (name, value) in attributes {
                let name = append(name)
                var text = 0..<0
                switch value {
                case .string(let string), .json(let string): text = append(string)
                case .number, .bool: break
                }
                spans.append((name, value, text))
            }
        }

        private mutating func append(_ text: String) -> Range<Int> {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            return start..<bytes.count
        }

        func withAttributes<Result>(_ body: (UnsafeBufferPointer<Attribute>) -> Result) -> Result {
            bytes.withUnsafeBytes { bytes in
                func slice(_ range: Range<Int>) -> Bytes { Bytes(UnsafeRawBufferPointer(rebasing: bytes[range])) }
                let attributes = spans.map { span in
                    let value: Attribute.Value
                    switch span.value {
                    case .string: value = .string(slice(span.text))
                    case .number(let number): value = .number(number)
                    case .bool(let bool): value = .bool(bool)
                    case .json: value = .json(slice(span.text))
                    }
                    return Attribute(name: slice(span.name), value: value)
                }
                return attributes.withUnsafeBufferPointer(body)
            }
        }
    }

#endif
