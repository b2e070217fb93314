/// A place in a file of the IDL.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named on the command line or found through an include.
    package var path: String

    /// The line, the first one is 1.
    package var line: Int

    /// The character in its line, the first one is 1. A tab is one character.
    package var column: Int

    package init(path: String, line: Int, column: Int) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// `shared.thrift:3:8`, which editors know to open.
    package var description: String { "\(path):\(line):\(column)" }
}
