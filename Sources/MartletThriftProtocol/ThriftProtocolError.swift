/// What is wrong with bytes that should be a message, or with a value that cannot be written.
public struct ThriftProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of problems, as Apache's `TProtocolException` has them.
    public enum Kind: String, Hashable, Sendable {
        /// The bytes end in the middle of a value.
        case truncated
        /// The bytes are no such message.
        case invalidData
        /// A size below zero.
        case negativeSize
        /// A bound of ``ThriftLimits`` is exceeded.
        case sizeLimit
        /// More structs and containers inside one another than ``ThriftLimits/depth``.
        case depthLimit
        /// Another protocol, or another version of it.
        case badVersion
        /// A required field is missing.
        case missingField
    }

    /// The kind of the problem.
    public let kind: Kind

    /// The problem in words.
    public let message: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - kind: The kind of the problem.
    ///   - message: The problem in words.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The problem in words.
    public var description: String { message }
}
