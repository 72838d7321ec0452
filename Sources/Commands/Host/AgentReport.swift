import FlagModel

/// An agent's status as people read it. What it does not say is left out: agents of other versions are asked too.
struct AgentReport {
    /// What `GET /v1/status` answered.
    var status: JSONValue

    func lines(on terminal: Terminal) -> [String] {
        facts + part("agent", own(on: terminal)) + part("store", storeTroubles(on: terminal))
            + part("push", pushTroubles(on: terminal))
            + part("readers", readers)
            + part("trips", trips(on: terminal)) + part("guards", guards(on: terminal))
            + part("faults", faults(on: terminal)) + part("doors", closedDoors(on: terminal))
    }

    private var facts: [String] {
        [
            ("version", text("version")),
            ("namespace", text("namespace")),
            ("store", status["store"]?["location"]?.string),
            ("revision", number("revision")),
            ("generation", number("generation")),
            ("store seen", status["age_ms"]?.number.map { "\(Milliseconds.text($0)) ago" }),
        ]
        .compactMap { name, value in
            value.map { "  \(name)\(String(repeating: " ", count: 12 - name.count))\($0.withoutControls)" }
        }
    }

    /// Restrictions that are not in force, and an id that is another agent's.
    private func own(on terminal: Terminal) -> [String] {
        var lines: [String] = []
        let unplaced = (status["unplaced"]?.array ?? []).compactMap(\.string)
        if !unplaced.isEmpty {
            let text = "the override table is full; every AI feature is off until there is room for "
            lines.append(terminal.output((text + unplaced.joined(separator: ", ")).withoutControls, .red))
        }
        if let was = status["agent_was"]?["id"]?.string {
            let text = "has a new id, it was \(was): \(status["agent_was"]?["reason"]?.string ?? "")"
            lines.append(terminal.output(text.withoutControls, .yellow))
        }
        return lines
    }

    /// What the operator should know of the store before believing the rest.
    private func storeTroubles(on terminal: Terminal) -> [String] {
        let store = status["store"]
        let doubt = store?["doubt"]?.string
        let isDown = store?["up"]?.bool == false && doubt == nil
        let troubles = [
            isDown ? "not reached" + (store?["error"]?.string.map { ": \($0)" } ?? "") : nil,
            doubt.map { "answers, and confirms nothing: \($0)" },
            store?["rewind"]?.string.map { "went back: \($0)" },
        ]
        return troubles.compactMap { $0 }.map { terminal.output($0.withoutControls, .red) }
    }

    private func pushTroubles(on terminal: Terminal) -> [String] {
        guard let missed = status["push"]?["missed"]?.integer, missed > 0 else { return [] }
        return [terminal.output("\(missed) changes came without a hint, and were found by the poll", .yellow)]
    }

    private var readers: [String] {
        guard let readers = status["readers"], let processes = readers["processes"]?.integer else { return [] }
        let taken = readers["taken"]?.integer ?? 0
        let idle = readers["idle"]?.integer ?? 0
        return ["\(processes) reading processes, \(taken) at this revision, \(idle) idle"]
    }

    private func trips(on terminal: Terminal) -> [String] {
        (status["trips"]?.array ?? []).map { trip in
            let words = ["feature", "guard", "target", "action"].map { trip[$0]?.string ?? "?" }
            let text = "\(words[0])  \(words[1])/\(words[2])  \(words[3])"
            let reason = trip["reason"]?.string.map { "  \($0)" } ?? ""
            return terminal.output((text + reason).withoutControls, .red)
        }
    }

    private func guards(on terminal: Terminal) -> [String] {
        let guards = status["guards"]?.array ?? []
        guard !guards.isEmpty else { return [] }
        let rows = guards.map { rule in
            ["feature", "guard", "target", "state", "value", "threshold"].map { name in
                rule[name].map(Self.cell) ?? "-"
            }
        }
        return Table("FEATURE", "GUARD", "TARGET", "STATE", "VALUE", "THRESHOLD", rows: rows).lines(on: terminal)
    }

    /// Rates to four decimals: more is noise on a screen.
    private static func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .string(let text): text
        case .number(let number): "\((number * 10_000).rounded() / 10_000)"
        default: value.canonicalText
        }
    }

    private func faults(on terminal: Terminal) -> [String] {
        (status["faults"]?.array ?? []).map { fault in
            let name = fault["name"]?.string.map { "\($0): " } ?? ""
            let reason = fault["reason"]?.string ?? fault.string ?? fault.canonicalText
            return terminal.output((name + reason).withoutControls, .yellow)
        }
    }

    /// Where the agent would listen and cannot.
    private func closedDoors(on terminal: Terminal) -> [String] {
        (status["closed_doors"]?.array ?? []).map { door in
            let text = "\(door["door"]?.string ?? "?") is closed: \(door["reason"]?.string ?? "it does not say why")"
            return terminal.output(text.withoutControls, .red)
        }
    }

    private func part(_ name: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["  \(name)"] + lines.map { "    \($0)" }
    }

    private func text(_ name: String) -> String? { status[name]?.string }
    private func number(_ name: String) -> String? { status[name]?.integer.map(String.init) }
}
