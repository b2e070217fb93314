/// The answer to a call that could not be made, or that failed in a way its IDL says nothing of: Apache's
/// `TApplicationException`.
public struct ThriftApplicationException: ThriftException, Hashable, CustomStringConvertible {
    /// The kinds of exceptions.
    public struct Kind: ThriftEnum {
        /// The number on the wire.
        public let rawValue: Int32

        /// Makes a kind.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Anything else.
        public static let unknown = Kind(rawValue: 0)
        /// The service has no such method.
        public static let unknownMethod = Kind(rawValue: 1)
        /// The message is neither a call nor an answer.
        public static let invalidMessageType = Kind(rawValue: 2)
        /// An answer to another method.
        public static let wrongMethodName = Kind(rawValue: 3)
        /// An answer to another call.
        public static let badSequenceID = Kind(rawValue: 4)
        /// The answer has neither a result nor an exception.
        public static let missingResult = Kind(rawValue: 5)
        /// The service failed.
        public static let internalError = Kind(rawValue: 6)
        /// The bytes could not be read.
        public static let protocolError = Kind(rawValue: 7)
        /// A transform of the header transport that is not known.
        public static let invalidTransform = Kind(rawValue: 8)
        /// A protocol that is not known.
        public static let invalidProtocol = Kind(rawValue: 9)
        /// A client that is not served.
        public static let unsupportedClientType = Kind(rawValue: 10)
    }

    /// What kind of exception it is.
    public var kind: Kind

    /// What happened.
    public var message: String

    /// Makes an exception.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// What happened.
    public var description: String { message }

    /// Reads an exception.
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self.init(.unknown, "")
        try reader.readStructBegin()
        while let field = try reader.readFieldBegin() {
            switch (field.id, field.type) {
            case (1, .string): message = try reader.read()
            case (2, .i32): kind = try reader.read()
            default: try reader.skip(field.type)
            }
            try reader.readFieldEnd()
        }
        try reader.readStructEnd()
    }

    /// Writes the exception.
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.write(message, id: 1)
        try writer.write(kind, id: 2)
        try writer.writeStructEnd()
    }
}
