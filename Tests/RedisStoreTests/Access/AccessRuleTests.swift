import FlagStore
import Testing

@testable import RedisStore

@Suite struct AccessRuleTests {
    @Test func `a rule holds a digest, patterns of its namespaces, and commands by name`() throws {
        let digest = AccessPassword("secret").digest
        let rule = try AccessRule(
            user: "ben", roles: [.approver], namespaces: ["prod", "staging"], passwordDigest: digest)
        #expect(digest == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b")
        let line = rule.line
        #expect(
            line.hasPrefix(
                "user ben reset on #\(digest) %R~flagpost:{prod}:* %R~flagpost:{staging}:* &flagpost:{prod}:hint "
                    + "&flagpost:{staging}:hint +ping "))
        #expect(
            line.contains(
                "(%RW~flagpost:{prod}:approval:ben:* %RW~flagpost:{staging}:approval:ben:* +hset +pexpireat)"))
        for never in ["spec:", "+@", "~*", "+eval", "secret", "+select"] { #expect(!line.contains(never)) }
    }

    @Test func `a viewer's rule writes nothing, and may not even publish`() throws {
        let words = try AccessRule(user: "vic", roles: [.viewer], namespaces: ["prod"]).words
        #expect(!words.contains { $0.hasPrefix("(") || $0.contains("W~") || $0 == "+publish" || $0 == "+fcall" })
        #expect(words.contains("+subscribe"))
    }

    @Test(arguments: ["", "default", "a b", "a:b", "*", "ann[1]", "a\nb", String(repeating: "a", count: 65)])
    func `a user whose name could be taken for another's is refused`(name: String) {
        #expect(throws: StoreError.self) { try AccessRule(user: name, roles: [.viewer], namespaces: ["prod"]) }
    }

    @Test func `a namespace that is none is refused`() {
        #expect(throws: StoreError.self) { try AccessRule(user: "ann", roles: [.viewer], namespaces: ["pr*d"]) }
    }

    @Test func `passwords are 256 random bits`() {
        var generator = SystemRandomNumberGenerator()
        let first = AccessPassword.random(using: &generator)
        #expect(first.text.utf8.count == 64)
        #expect(first != AccessPassword.random(using: &generator))
    }

    @Test func `rules name every command that the library's functions use, and no other`() {
        let used = Set(
            FunctionLibrary.source.matches(of: #/redis\.p?call\('([A-Z]+)'/#).map { String($0.1).lowercased() })
        var named = Set(AccessCommands.reading + [AccessCommands.telling])
        for role in AccessRole.allCases {
            for key in StoreKey.written(by: role, user: "ann") {
                named.formUnion(AccessCommands.writing(key, as: role))
            }
        }
        #expect(used.subtracting(named) == [])
        #expect(named.subtracting(used) == ["fcall", "fcall_ro"])
    }
}
