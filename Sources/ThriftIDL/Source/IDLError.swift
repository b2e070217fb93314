/// What is wrong with a file of the IDL, and where.
package struct IDLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the problem is; `nil` when a file named on the command line cannot be read at all.
    package var location: SourceLocation?

    /// The problem in words: what was expected, and what is there.
    package var message: String

    package init(_ message: String, at location: SourceLocation?) {
        self.location = location
        self.message = message
    }

    /// `shared.thrift:3:8: error: a type was expected, not "}"`, the form in which compilers report.
    package var description: String {
        guard let location else { return "error: \(message)" }
        return "\(location): error: \(message)"
    }
}
