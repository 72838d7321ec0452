// Records of 0.1.0 hold sentences. They stand in a chain of digests, so that they stay as they are; here they are read.

import FlagModel

extension LoggedChange {
    /// What a sentence of 0.1.0 says; one that may be read in more than one way keeps its words.
    package init(sentence: String, document: DocumentID? = nil, content: String? = nil) {
        let times: [(String, Time)] = [("plan ", .planned), ("will ", .returning)]
        let found = times.first { sentence.hasPrefix($0.0) }
        let words = found.map { String(sentence.dropFirst($0.0.count)) } ?? sentence
        self.init(.other(words), time: found?.1 ?? .now)
        if let document {
            action = content.map { .put(document, content: $0) } ?? .delete(document)
        } else {
            action = Action(words.split(separator: " ", omittingEmptySubsequences: false).map(String.init)) ?? action
        }
    }
}

extension LoggedChange.Action {
    /// `nil` for what is none of these, as where a name holds a blank.
    fileprivate init?(_ words: [String]) {
        switch (words.first, words.count) {
        case ("adopt", 1): self = .adopt
        // The feature `archive` was restored with the same words.
        case ("restore", 2) where words[1] == "archive": self = .restoreArchive
        case ("kill", 2): self = .kill(words[1])
        case ("withdraw", 3): self = .withdraw(words[1], variant: words[2])
        case ("trip", 3): self = .trip(words[1], target: words[2])
        case ("restore", 2): self = .restore(words[1], variant: nil)
        case ("restore", 3): self = .restore(words[1], variant: words[2])
        case ("stage", 4):
            guard let share = Quantities.share(words[3]) else { return nil }
            self = .stage(words[1], candidate: words[2], share: share)
        case ("rollback", 2): self = .rollback(words[1])
        case ("pause", 2): self = .pause(words[1])
        case ("resume", 2): self = .resume(words[1])
        case ("move", 4) where words[2] == "to": self = .move(from: words[1], to: words[3])
        case ("cancel", 2): self = .callOff(words[1])
        case ("trim", 3) where words[1] == "log":
            guard let revision = UInt64(words[2]) else { return nil }
            self = .trimLog(through: revision)
        case ("propose", 2): self = .propose(words[1])
        case ("approve", 2): self = .vote(.approve, words[1])
        case ("reject", 2): self = .vote(.reject, words[1])
        case ("take", 3) where words[1] == "back": self = .takeBack(words[2])
        default: return nil
        }
    }
}
