#if !hasFeature(Embedded)

    package enum LogicProgram {
        package enum Fault: Error, Equatable { case tooLarge }

        package static func encode(_ expression: LogicExpression) throws(Fault) -> [UInt8] { throw .tooLarge }
    }

#endif
