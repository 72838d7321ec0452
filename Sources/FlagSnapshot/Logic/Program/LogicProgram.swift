// A rule as bytes, position-independent and little endian: a header, nodes of 16 bytes, then texts and tables.
//
//     header   u32 magic, u32 length in bytes, u32 count of nodes, u32 0
//     node     u8 kind, u8 detail, u16 extra, u32 count, u32 first, u32 table; numbers have their bits where `first` is
//
// Node 0 is the rule. The children of a node stand in a row from node `first` on. A text has its length as `count` and
// its offset in the program as `first`. What else a node holds, `Kind` says.

/// A rule's bytes. Nothing in them is trusted: what does not fit is `LogicFault.damaged`.
package struct LogicProgram {
    package static var maximumDepth: Int { 64 }
    package static var maximumNodes: Int { 65_536 }
    package static var maximumSize: Int { 4 << 20 }

    package static var magic: UInt32 { 0x3147_4f4c }
    package static var headerSize: Int { 16 }
    package static var nodeSize: Int { 16 }
    /// Arrays of more literals have a table.
    package static var scannedLiterals: UInt32 { 8 }

    package enum Kind {
        package static var null: UInt8 { 0 }
        /// `detail` is 0 or 1.
        package static var bool: UInt8 { 1 }
        package static var number: UInt8 { 2 }
        package static var string: UInt8 { 3 }
        /// JSON text.
        package static var object: UInt8 { 4 }
        package static var array: UInt8 { 5 }
        /// An array in which nothing needs evaluation. Where `extra` is not 0, at `table` stand 2^`extra` slots of
        /// `u32 index + 1` by hash, 0 for none, for its texts and numbers.
        package static var literals: UInt8 { 6 }
        /// `detail` is the operator.
        package static var operation: UInt8 { 7 }
        /// `var` of a name that needs no evaluation, without a default. `detail` is a `Variable`.
        package static var variable: UInt8 { 8 }
        package static var failure: UInt8 { 9 }
    }

    package enum Variable {
        /// A path with points, or the empty one.
        package static var path: UInt8 { 0 }
        /// A name without points.
        package static var name: UInt8 { 1 }
    }

    let bytes: Bytes
    let nodeCount: UInt32

    /// Checks the header.
    @inline(__always)
    package init(_ bytes: Bytes) throws(LogicFault) {
        guard bytes.count >= LogicProgram.headerSize &+ LogicProgram.nodeSize,
            bytes.start.half(0) == LogicProgram.magic, Int(bytes.start.half(4)) == bytes.count
        else { throw .damaged }
        let count = bytes.start.half(8)
        guard count > 0, Int(count) <= (bytes.count &- LogicProgram.headerSize) &>> 4 else { throw .damaged }
        self.bytes = bytes
        self.nodeCount = count
    }

    /// - Parameter index: less than `nodeCount`.
    @inline(__always)
    func node(_ index: UInt32) -> LogicNode {
        LogicNode(start: bytes.start + (LogicProgram.headerSize &+ Int(index) &* LogicProgram.nodeSize))
    }

    /// The first of a node's children, all of which exist.
    @inline(__always)
    func children(of node: LogicNode) throws(LogicFault) -> UInt32 {
        let first = node.first
        guard UInt64(first) &+ UInt64(node.count) <= UInt64(nodeCount) else { throw .damaged }
        return first
    }

    @inline(__always)
    func text(of node: LogicNode) throws(LogicFault) -> Bytes {
        let offset = node.first
        let count = node.count
        guard UInt64(offset) &+ UInt64(count) <= UInt64(truncatingIfNeeded: bytes.count) else { throw .damaged }
        return Bytes(bytes.start + Int(offset), count: Int(count))
    }
}

/// 16 bytes that exist; what they refer to may not.
struct LogicNode {
    let start: UnsafeRawPointer

    @inline(__always) var kind: UInt8 { start.load(as: UInt8.self) }
    @inline(__always) var detail: UInt8 { start.load(fromByteOffset: 1, as: UInt8.self) }
    @inline(__always) var extra: UInt16 {
        UInt16(littleEndian: start.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
    @inline(__always) var count: UInt32 { start.half(4) }
    @inline(__always) var first: UInt32 { start.half(8) }
    @inline(__always) var table: UInt32 { start.half(12) }
    @inline(__always) var number: Double { Double(bitPattern: start.word(8)) }
}

extension LogicProgram {
    /// By what a number is found among literals: both zeroes are one.
    @inline(__always)
    package static func hash(of number: Double) -> UInt64 {
        let mixed = (number == 0 ? 0 : number.bitPattern) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed &>> 32)
    }
}
