/// A server, or a tool that judges our output, could not be started or gave an answer that makes no sense.
package struct ServerError: Error, CustomStringConvertible {
    /// What happened, and the last lines of the log if there are any.
    package let description: String

    init(_ description: String) { self.description = description }
}
