import FlagModel

/// Rows of text under headings, columns aligned by their widest cell.
struct Table {
    var headings: [String]
    var rows: [[String]]

    init(_ headings: String..., rows: [[String]] = []) {
        self.headings = headings
        self.rows = rows
    }

    /// Lines without trailing blanks; headings styled for standard output.
    func lines(on terminal: Terminal) -> [String] {
        let cells = ([headings] + rows).map { $0.map(\.withoutControls) }
        let widths = headings.indices.map { column in
            cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return cells.enumerated().map { number, row in
            let line = zip(row, widths)
                .map { cell, width in cell + String(repeating: " ", count: max(0, width - cell.count)) }
                .joined(separator: "  ")
                .trimmingTrailingBlanks
            return number == 0 ? terminal.output(line, .bold) : line
        }
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
