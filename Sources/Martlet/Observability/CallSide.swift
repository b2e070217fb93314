/// On which side of a wire a layer stands.
///
/// What is measured and traced has other names on the two sides, and what is a failure differs: that a profile does not
/// exist is no fault of the server, but the client did not get what it wanted.
public struct CallSide: Hashable, Sendable {
    /// The part of the names of metrics: `rpc.server.…`.
    @usableFromInline
    package let name: String

    /// Around what the service does.
    public static let server = CallSide(name: "server")

    /// Around what the service calls.
    public static let client = CallSide(name: "client")
}
