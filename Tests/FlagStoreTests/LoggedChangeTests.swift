import FlagModel
import FlagStore
import Testing

@Suite struct LoggedChangeTests {
    private static let document = DocumentID(kind: "feature", key: "support-chat")

    private static let every: [(LoggedChange.Action, String)] = [
        (.put(document, content: "9f"), "put feature/support-chat"),
        (.delete(document), "delete feature/support-chat"),
        (.move(from: "a", to: "b"), "move a to b"),
        (.kill("chat"), "kill chat"),
        (.kill(FeatureState.namespaceKey), "kill @namespace"),
        (.withdraw("chat", variant: "canary"), "withdraw chat canary"),
        (.trip("chat", target: "canary"), "trip chat canary"),
        (.restore("chat", variant: nil), "restore chat"),
        (.restore("chat", variant: "canary"), "restore chat canary"),
        (.stage("chat", candidate: "canary", share: 5_000), "stage chat canary 5%"),
        (.rollback("chat"), "rollback chat"),
        (.pause("chat"), "pause chat"),
        (.resume("chat"), "resume chat"),
        (.callOff("1f0c"), "cancel 1f0c"),
        (.adopt, "adopt"),
        (.trimLog(through: 7), "trim log 7"),
        (.restoreArchive, "restore archive"),
        (.propose("k3f9ap"), "propose k3f9ap"),
        (.vote(.approve, "k3f9ap"), "approve k3f9ap"),
        (.vote(.reject, "k3f9ap"), "reject k3f9ap"),
        (.takeBack("k3f9ap"), "take back k3f9ap"),
        (.other("something new"), "something new"),
    ]

    @Test func `what is written is read back, whenever it holds`() throws {
        for (action, _) in Self.every {
            for time in [LoggedChange.Time.now, .planned, .returning] {
                let change = LoggedChange(action, time: time)
                #expect(LoggedChange(json: try JSONValue.parse(change.json.canonical)) == change)
            }
        }
    }

    @Test func `the sentences of 0.1.0 are read, and said again as they were`() {
        for (action, sentence) in Self.every {
            for (beginning, time) in [("", LoggedChange.Time.now), ("plan ", .planned), ("will ", .returning)] {
                let old: JSONValue = [
                    "summary": .string(beginning + sentence),
                    "document": action.isOfDocument ? .string(Self.document.description) : .null,
                    "content": action.isPut ? "9f" : .null,
                ]
                let change = LoggedChange(json: old)
                #expect(change == LoggedChange(action, time: time))
                #expect(change.sentence() == beginning + sentence)
            }
        }
    }

    @Test(arguments: ["kill two words", "stage chat canary much", "trim log x", "", " ", "move a b c"])
    func `a sentence that may be read in several ways keeps its words, and names no key`(sentence: String) {
        let change = LoggedChange(sentence: sentence)
        #expect(change.sentence() == sentence && change.keys.isEmpty && !change.restricts)
    }

    @Test func `what a newer version did is shown and is taken for nothing that is known`() {
        let change = LoggedChange(json: ["do": "stop", "key": "chat", "run": "r1"])
        #expect(change.sentence() == #"{"do":"stop","key":"chat","run":"r1"}"#)
        #expect(change.keys.isEmpty)
        #expect(LoggedChange(json: .null).sentence() == "")
    }

    @Test func `what holds back is told from what will`() {
        #expect(LoggedChange(.pause("chat")).restricts)
        #expect(!LoggedChange(.kill("chat"), time: .returning).restricts)
        #expect(!LoggedChange(.resume("chat")).restricts)
    }
}

extension LoggedChange.Action {
    fileprivate var isPut: Bool { if case .put = self { true } else { false } }
    fileprivate var isOfDocument: Bool { if case .delete = self { true } else { isPut } }
}
