// What differs between two texts, line by line, for people to read. The shortest edit script is the standard library's
// (Myers, "An O(ND) Difference Algorithm and Its Variations"); this lays it out in hunks.

import FlagModel

/// The lines of two texts, side by side in one order.
package struct TextDifference: Sendable, Equatable {
    package enum Line: Sendable, Equatable {
        case same(String)
        case removed(String)
        case added(String)

        fileprivate var isChange: Bool { if case .same = self { false } else { true } }
    }

    package var lines: [Line]

    /// - Parameter limit: more lines than this are compared as wholes: everything removed, everything added.
    package init(_ old: String, _ new: String, limit: Int = 2_000) {
        var before = Self.lines(of: old.textLines)
        var after = Self.lines(of: new.textLines)
        if before == after {
            // How lines end is a difference where there is no other.
            before = Self.lines(of: Self.wholeLines(of: old))
            after = Self.lines(of: Self.wholeLines(of: new))
        }
        guard before.count <= limit, after.count <= limit else {
            lines = before.map(Line.removed) + after.map(Line.added)
            return
        }
        let difference = after.difference(from: before)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        lines = []
        var index = 0
        for (offset, line) in before.enumerated() {
            if removed.contains(offset) {
                lines.append(.removed(line))
                continue
            }
            while added.contains(index) {
                lines.append(.added(after[index]))
                index += 1
            }
            lines.append(.same(line))
            index += 1
        }
        lines += after.dropFirst(index).map(Line.added)
    }

    package var isEmpty: Bool { !lines.contains(where: \.isChange) }

    /// Changed lines with up to `context` unchanged ones around them; `nil` stands for what is left out.
    package func hunks(context: Int = 3) -> [Line?] {
        var isNear = [Bool](repeating: false, count: lines.count)
        for index in lines.indices where lines[index].isChange {
            for near in max(0, index - context)...min(lines.count - 1, index + context) { isNear[near] = true }
        }
        var hunks: [Line?] = []
        for (line, isNear) in zip(lines, isNear) {
            if isNear {
                hunks.append(line)
            } else if hunks.isEmpty || hunks[hunks.count - 1] != nil {
                hunks.append(nil)
            }
        }
        return hunks
    }

    private static func lines(of text: [String]) -> [String] { text.last == "" ? text.dropLast() : text }

    /// With carriage returns.
    private static func wholeLines(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
