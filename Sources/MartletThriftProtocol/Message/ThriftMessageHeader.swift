/// The head of a message: the method, what kind of message it is, and the number by which an answer finds its call.
public struct ThriftMessageHeader: Hashable, Sendable {
    /// The kinds of messages.
    public enum Kind: UInt8, Hashable, Sendable {
        /// A call that is answered.
        case call = 1
        /// The answer to a call.
        case reply = 2
        /// The answer to a call that could not be made: a ``ThriftApplicationException``.
        case exception = 3
        /// A call that is not answered.
        case oneway = 4
    }

    /// The name of the method, with the service before it where services share a connection: `AddService:Sum`.
    public var name: String

    /// The kind of message.
    public var kind: Kind

    /// The number by which an answer finds its call.
    public var sequenceID: Int32

    /// Makes a head.
    public init(_ name: String, _ kind: Kind, sequenceID: Int32) {
        self.name = name
        self.kind = kind
        self.sequenceID = sequenceID
    }
}
