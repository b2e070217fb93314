/// A strict and fast codec between JSON as bytes and `Codable` types.
///
/// A codec is a value with options. Make one, keep it, use it from any number of threads at the same time; copies
/// share what they need to be fast.
///
/// ```swift
/// struct Greeting: Codable {
///     var text: String
/// }
///
/// let codec = JSONCodec()
/// let greeting = try codec.decode(Greeting.self, from: Array(#"{"text":"hello"}"#.utf8))
/// let bytes = try codec.encode(greeting)
/// ```
///
/// Use Foundation's coders instead for JSON5 or for documents that break RFC 8259; see <doc:MartletJSON> for the
/// differences.
public struct JSONCodec: Sendable {
    private(set) var settings: Settings
    private(set) var pool = EncoderPool()

    /// Creates a codec.
    ///
    /// - Parameters:
    ///   - dates: how dates are written; as seconds since 2001 unless told otherwise, as Foundation does it.
    ///   - data: how `Data` is written; as Base64 unless told otherwise.
    ///   - keys: how the keys of objects are spelled; as declared unless told otherwise.
    ///   - nonFiniteFloats: what becomes of infinity and NaN; they are refused unless told otherwise.
    ///   - output: how the encoded bytes look; compact unless told otherwise.
    ///   - userInfo: what the `init(from:)` and `encode(to:)` of your types find in their coder's `userInfo`.
    ///   - limits: bounds on documents.
    public init(
        dates: DateFormat = .deferredToDate,
        data: DataFormat = .base64,
        keys: KeyFormat = .asDeclared,
        nonFiniteFloats: NonFiniteFloats = .refused,
        output: OutputOptions = [],
        userInfo: [CodingUserInfoKey: any Sendable] = [:],
        limits: Limits = Limits()
    ) {
        let options = Options(
            dates: dates,
            data: data,
            keys: keys,
            nonFiniteFloats: nonFiniteFloats,
            output: output,
            userInfo: userInfo,
            limits: limits
        )
        settings = Settings(options)
    }

    /// How dates are written.
    public var dates: DateFormat {
        get { settings.options.dates }
        set { change { $0.dates = newValue } }
    }

    /// How `Data` is written.
    public var data: DataFormat {
        get { settings.options.data }
        set { change { $0.data = newValue } }
    }

    /// How the keys of objects are spelled.
    public var keys: KeyFormat {
        get { settings.options.keys }
        set { change { $0.keys = newValue } }
    }

    /// What becomes of infinity and NaN.
    public var nonFiniteFloats: NonFiniteFloats {
        get { settings.options.nonFiniteFloats }
        set { change { $0.nonFiniteFloats = newValue } }
    }

    /// How the encoded bytes look.
    public var output: OutputOptions {
        get { settings.options.output }
        set { change { $0.output = newValue } }
    }

    /// What the `init(from:)` and `encode(to:)` of your types find in their coder's `userInfo`.
    public var userInfo: [CodingUserInfoKey: any Sendable] {
        get { settings.options.userInfo }
        set { change { $0.userInfo = newValue } }
    }

    /// Bounds on documents.
    public var limits: Limits {
        get { settings.options.limits }
        set { change { $0.limits = newValue } }
    }

    private mutating func change(_ body: (inout Options) -> Void) {
        var options = settings.options
        body(&options)
        settings = Settings(options)
        // Encoders that are kept for later know their settings.
        pool = EncoderPool()
    }
}

extension JSONCodec {
    struct Options: Sendable {
        var dates: DateFormat
        var data: DataFormat
        var keys: KeyFormat
        var nonFiniteFloats: NonFiniteFloats
        var output: OutputOptions
        var userInfo: [CodingUserInfoKey: any Sendable]
        var limits: Limits
    }

    /// The options and what follows from them, as one reference, which is all that a call has to retain.
    final class Settings: Sendable {
        let options: Options
        let convertsKeys: Bool
        /// The same as `options.userInfo`, in the type that `Decoder` and `Encoder` demand.
        ///
        /// `nonisolated(unsafe)` because of `Any`; all values came in as `any Sendable` and are never changed.
        nonisolated(unsafe) let userInfo: [CodingUserInfoKey: Any]

        init(_ options: Options) {
            self.options = options
            convertsKeys = !options.keys.isAsDeclared
            userInfo = options.userInfo
        }
    }
}
