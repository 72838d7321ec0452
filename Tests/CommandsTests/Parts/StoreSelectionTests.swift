import Testing

@testable import Commands

@Suite("StoreSelection")
struct StoreSelectionTests {
    @Test("the first that names a store wins: option, environment, settings, agent")
    func order() throws {
        #expect(try choose(option: "sqlite:o", environment: "sqlite:e").source == .option)
        #expect(try choose(environment: "sqlite:e", settings: "sqlite:s").source == .environment)
        #expect(try choose(settings: "sqlite:s", agent: "sqlite:a").source == .settings)
        #expect(try choose(agent: "sqlite:a") == StoreSelection(location: "sqlite:a", source: .agent))
    }

    @Test("nothing is assumed where nobody names one")
    func nothing() {
        #expect(throws: Failure.self) { try choose() }
        #expect(throws: Failure.self) { try choose(environment: "") }
    }

    @Test("whoever comes later is not even asked")
    func lazily() throws {
        let selection = try StoreSelection.choose(
            option: "sqlite:o", environment: [:], settings: { throw Failure("asked") },
            agent: { throw Failure("asked") })
        #expect(selection.location == "sqlite:o")
    }

    @Test("settings that cannot be read are no reason to go on to another store")
    func brokenSettings() {
        #expect(throws: Failure("broken")) {
            try StoreSelection.choose(
                option: nil, environment: [:], settings: { throw Failure("broken") }, agent: { "sqlite:a" })
        }
    }

    private func choose(
        option: String? = nil, environment: String? = nil, settings: String? = nil, agent: String? = nil
    ) throws -> StoreSelection {
        let environment: Environment = environment.map { ["FLAGPOST_STORE": $0] } ?? [:]
        return try StoreSelection.choose(
            option: option, environment: environment, settings: { settings }, agent: { agent })
    }
}

@Suite("SettingsFile")
struct SettingsFileTests {
    @Test("names the store under 'store:'")
    func store() throws {
        let text = "# flagpost\nnamespace: prod\nstore: redis://flags.internal:6379\n"
        #expect(try SettingsFile.store(in: Array(text.utf8), file: "f") == "redis://flags.internal:6379")
    }

    @Test("may be empty or silent about it", arguments: ["", "# nothing\n", "namespace: prod\n"])
    func silent(text: String) throws {
        #expect(try SettingsFile.store(in: Array(text.utf8), file: "f") == nil)
    }

    @Test("refuses what is no text", arguments: ["store: 5", "store: [a]", "store: ''", "store: ["])
    func refused(text: String) {
        #expect(throws: Failure.self) { try SettingsFile.store(in: Array(text.utf8), file: "f") }
    }

    @Test("need not be there")
    func missing() throws {
        #expect(try SettingsFile.store(in: "/nowhere/flagpost.yaml") == nil)
    }

    @Test(
        arguments: [
            ("operator-group: ops", "ops"), ("operator-group: 4242", "4242"), ("store: sqlite:x", nil), ("", nil),
        ] as [(String, String?)])
    func `the operators' group is a name or a number`(text: String, group: String?) throws {
        #expect(try SettingsFile.operatorGroup(in: Array(text.utf8), file: "f") == group)
    }

    @Test func `an operators' group that is no group is refused`() {
        for text in ["operator-group: [ops]", "operator-group: ''", "operator-group: -1"] {
            #expect(throws: Failure.self) { try SettingsFile.operatorGroup(in: Array(text.utf8), file: "f") }
        }
    }
}
