/// Why a stream of gobs cannot be read on, or a value has no form in one.
///
/// Errors about a single value — a field of the wrong type, a number out of range — are `DecodingError` and
/// `EncodingError` with the path of the value; the stream goes on after them. After an error of this type it does not.
public struct GobError: Error, Hashable, Sendable {
    /// What kind of error it is.
    public struct Kind: Hashable, Sendable {
        private enum Value {
            case malformed, limit
        }

        private let value: Value

        /// The bytes are no gobs.
        public static let malformed = Kind(value: .malformed)

        /// The bytes ask for more than ``GobLimits`` allow.
        public static let limitExceeded = Kind(value: .limit)
    }

    /// What kind of error it is.
    public let kind: Kind

    /// What is wrong.
    public let message: String

    static func malformed(_ message: String, at position: Int) -> GobError {
        GobError(kind: .malformed, message: "\(message), at byte \(position) of the message")
    }

    @inline(never)
    static func truncated(at position: Int) -> GobError {
        malformed("the message ends in the middle of a value", at: position)
    }

    static func limit(_ message: String) -> GobError {
        GobError(kind: .limitExceeded, message: message)
    }
}

extension GobError: CustomStringConvertible {
    /// `gob: ` and the message.
    public var description: String { "gob: \(message)" }
}
