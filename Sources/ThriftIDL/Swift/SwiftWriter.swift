/// Lines of Swift, indented.
struct SwiftWriter {
    /// The longest line, as swift-format has it.
    static let lineLength = 120

    private(set) var text = ""
    private(set) var indentation = 0
    private var needsBlank = false

    /// Writes a line.
    mutating func line(_ line: String) {
        if needsBlank { text += "\n" }
        needsBlank = false
        text += line.isEmpty ? "\n" : String(repeating: " ", count: indentation) + line + "\n"
    }

    /// Writes a blank line before the next one, unless that ends a block.
    mutating func blank() {
        needsBlank = !text.isEmpty
    }

    /// Writes what comes before braces, and begins what is between them.
    ///
    /// - Parameter parameter: The name of the parameter of a closure.
    mutating func open(_ head: String, parameter: String? = nil) {
        line(head + " {" + (parameter.map { " \($0) in" } ?? ""))
        indentation += 4
    }

    /// Ends what is between braces.
    mutating func close() {
        needsBlank = false
        indentation -= 4
        line("}")
    }

    /// Writes what stands in parentheses: in one line if it fits, else an item a line.
    ///
    /// - Parameters:
    ///   - head: What comes before: `init(`.
    ///   - items: The items, which are separated by commas.
    ///   - tail: What comes after: `) {`.
    mutating func list(_ head: String, _ items: [String], _ tail: String) {
        let whole = head + items.joined(separator: ", ") + tail
        guard indentation + whole.count > Self.lineLength, !items.isEmpty else { return line(whole) }
        line(head)
        indentation += 4
        for (index, item) in items.enumerated() { line(item + (index == items.count - 1 ? "" : ",")) }
        indentation -= 4
        line(tail)
    }

    /// Writes a call with one argument that is a call itself: in one line if it fits.
    mutating func call(_ head: String, _ inner: String, _ items: [String]) {
        let whole = head + inner + items.joined(separator: ", ") + "))"
        guard indentation + whole.count > Self.lineLength else { return line(whole) }
        line(head)
        indentation += 4
        list(inner, items, ")")
        indentation -= 4
        line(")")
    }

    /// Begins what is between braces after a list in parentheses.
    mutating func open(_ head: String, _ items: [String], _ tail: String) {
        list(head, items, tail + " {")
        indentation += 4
    }

    /// Writes a documentation comment.
    mutating func documentation(_ lines: [String]) {
        for documented in lines { line(documented.isEmpty ? "///" : "/// \(documented)") }
    }
}
