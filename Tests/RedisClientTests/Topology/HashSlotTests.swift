import RedisClient
import Testing

@Suite struct HashSlotTests {
    @Test(arguments: [
        ("123456789", 12_739), ("foo", 12_182), ("", 0), ("{foo}.bar", 12_182), ("a{foo}b{c}", 12_182),
    ])
    func `a key's slot is that of its hash tag, or of all of it`(key: String, slot: Int) {
        #expect(HashSlot(of: key).number == slot)
    }

    @Test func `an empty or unclosed tag is none`() {
        #expect(HashSlot(of: "foo{}{bar}") != HashSlot(of: "bar"))
        #expect(HashSlot(of: "foo{}{bar}") != HashSlot(of: ""))
        #expect(HashSlot(of: "foo{bar") != HashSlot(of: "bar"))
        #expect(HashSlot(of: "foo{{bar}}zap") == HashSlot(of: "{bar"))
    }
}
