/// A type with bytes of its own: the counterpart of a Go type that implements `GobEncoder`, `encoding.BinaryMarshaler` or
/// `encoding.TextMarshaler`.
///
/// ```swift
/// struct Version: GobOpaque {
///     var major: UInt8
///     var minor: UInt8
///
///     static var gobForm: GobOpaqueForm { .binaryMarshaler }
///
///     init(gobBytes: [UInt8]) throws {
///         guard gobBytes.count == 2 else { throw VersionError.length }
///         (major, minor) = (gobBytes[0], gobBytes[1])
///     }
///
///     var gobBytes: [UInt8] { [major, minor] }
/// }
/// ```
///
/// In other formats than gob it is the list of its bytes, unless the type says otherwise.
public protocol GobOpaque: Codable {
    /// What the type implements in Go, which refuses bytes of another form.
    static var gobForm: GobOpaqueForm { get }

    /// Makes a value of its bytes, as long as a sender likes.
    init(gobBytes: [UInt8]) throws

    /// The bytes.
    var gobBytes: [UInt8] { get throws }

    /// Whether a field of a struct is left out, as Go leaves out whatever is zero; `false` if the type does not say.
    var isGobZero: Bool { get }

    /// The value of a field that is missing. Without one, a missing field that is not optional is an error.
    static var gobZero: Self? { get }
}

/// What an opaque type implements in Go. `GobEncoder` comes before the others where a type has several; `time.Time` has.
public struct GobOpaqueForm: Hashable, Sendable {
    enum Value {
        case gobEncoder, binaryMarshaler, textMarshaler
    }

    let value: Value

    /// `GobEncode` and `GobDecode`.
    public static let gobEncoder = GobOpaqueForm(value: .gobEncoder)

    /// `MarshalBinary` and `UnmarshalBinary`.
    public static let binaryMarshaler = GobOpaqueForm(value: .binaryMarshaler)

    /// `MarshalText` and `UnmarshalText`.
    public static let textMarshaler = GobOpaqueForm(value: .textMarshaler)
}

extension GobOpaque {
    /// `false`: every value is sent.
    public var isGobZero: Bool { false }

    /// `nil`: there is none.
    public static var gobZero: Self? { nil }

    /// Reads the bytes.
    public init(from decoder: any Decoder) throws {
        try self.init(gobBytes: [UInt8](from: decoder))
    }

    /// Writes the bytes.
    public func encode(to encoder: any Encoder) throws {
        try gobBytes.encode(to: encoder)
    }
}
