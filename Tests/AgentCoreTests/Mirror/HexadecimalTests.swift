import Testing

@testable import AgentCore

@Suite struct HexadecimalTests {
    @Test(arguments: [[], [0], [0xff, 0x10, 0x0a]] as [[UInt8]])
    func `hexadecimal text comes back as it was`(bytes: [UInt8]) {
        #expect(Hexadecimal.bytes(Hexadecimal.text(bytes)) == bytes)
    }

    @Test(arguments: ["0", "0g", "é0", "+1"])
    func `what is no hexadecimal text is refused`(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }
}
