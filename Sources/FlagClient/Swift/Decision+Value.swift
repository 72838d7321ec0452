#if !hasFeature(Embedded)

    internal import FlagSnapshot

    extension Decision {
        /// Whether a model is to be called. If not, `staticText` and `data` are what the user gets: the feature is off, or
        /// its variant calls none; or, where `variant` is `nil`, your own default.
        public var callsModel: Bool { model != nil }

        /// The model to call.
        public var model: String? { text("model") }

        /// The text to serve where no model is called.
        public var staticText: String? { callsModel ? nil : text("static") }

        /// What a variant that calls no model carries beside its text: JSON.
        public var data: [UInt8]? { callsModel ? nil : json("data") }

        /// The value's member of that name: JSON; `nil` where there is none.
        public func json(_ name: String) -> [UInt8]? {
            member(name) { Array($0.json.buffer) }
        }

        /// The text of a member of the value that is a string.
        public func text(_ name: String) -> String? {
            member(name) { member in
                guard let count = member.writeText(to: UnsafeMutableRawBufferPointer(start: nil, count: 0)) else {
                    return nil
                }
                return String(unsafeUninitializedCapacity: count) { buffer in
                    member.writeText(to: UnsafeMutableRawBufferPointer(buffer)) ?? 0
                }
            }
        }

        private func member<Found>(_ name: String, _ read: (VariantMember) -> Found?) -> Found? {
            guard status == .ok else { return nil }
            var name = name
            return name.withUTF8 { name in
                value.withUnsafeBytes { value in
                    VariantMember(Bytes(UnsafeRawBufferPointer(name)), of: Bytes(value)).flatMap(read)
                }
            }
        }
    }

#endif
