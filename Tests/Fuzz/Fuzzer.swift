// What libFuzzer calls. One binary holds all targets, chosen by `--target=NAME`; `--seeds=FOLDER` writes that target's
// first inputs there instead of fuzzing.

import Glibc

/// Something that takes any bytes. It may refuse them; it must not crash, hang, or touch memory that is not its own.
protocol FuzzTarget: SendableMetatype {
    init()
    /// - Parameter input: ends where the sanitizer sees every byte too many.
    func run(_ input: UnsafeRawBufferPointer)
    /// Inputs to begin with, beside those under Tests/Fuzz/corpus.
    var seeds: [[UInt8]] { get }
}

extension FuzzTarget {
    var seeds: [[UInt8]] { [] }
}

private let targets: [String: any FuzzTarget.Type] = [
    "document": DocumentTarget.self, "program": ProgramTarget.self, "rule": RuleTarget.self,
    "snapshot": SnapshotTarget.self,
    "ring": RingTarget.self,
]

nonisolated(unsafe) private var target: (any FuzzTarget)?

@c(LLVMFuzzerInitialize)
func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> CInt {
    let words = (0..<Int(count.pointee)).compactMap { arguments.pointee?[$0].map { String(cString: $0) } }
    func option(_ name: String) -> String? {
        words.first { $0.hasPrefix("--\(name)=") }.map { String($0.dropFirst(name.count + 3)) }
    }
    guard let kind = option("target").flatMap({ targets[$0] }) else {
        fail("--target= is one of \(targets.keys.sorted().joined(separator: ", "))")
    }
    let chosen = kind.init()
    target = chosen
    if let folder = option("seeds") {
        for (index, seed) in chosen.seeds.enumerated() { write(seed, to: "\(folder)/generated-\(index)") }
        exit(0)
    }
    return 0
}

@c(LLVMFuzzerTestOneInput)
func test(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target?.run(UnsafeRawBufferPointer(start: data, count: count))
    return 0
}

private func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "wb") else { fail("cannot write \(path)") }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { fail("cannot write \(path)") }
}

private func fail(_ reason: String) -> Never {
    complain(reason)
    exit(2)
}

private func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = Glibc.write(STDERR_FILENO, line, line.count)
}

/// A crash of our own, for what must hold whatever the input.
func require(_ condition: Bool, _ claim: @autoclosure () -> String) {
    guard !condition else { return }
    complain("does not hold: \(claim())")
    abort()
}
