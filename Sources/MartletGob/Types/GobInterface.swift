/// A value of any registered type, where a Go struct has a field of an interface type.
///
/// ```swift
/// var types = GobTypes()
/// types.register(Circle.self, as: "main.Circle")
///
/// struct Drawing: Codable {
///     var shape: GobInterface
/// }
///
/// let bytes = try GobEncoder(types: types).encode(Drawing(shape: GobInterface(Circle(radius: 1))))
/// let circle = drawing.shape.value as? Circle
/// ```
///
/// Both sides register the type under the same name (``GobTypes``); Go's own default is the path of the package and the
/// name: `main.Circle`. It can be coded as gob only.
public struct GobInterface: Sendable {
    /// The value; `nil` is Go's nil interface.
    public var value: (any Codable & Sendable)?

    /// Makes an interface value.
    public init(_ value: (any Codable & Sendable)? = nil) {
        self.value = value
    }
}

extension GobInterface: Codable {
    /// Fails: other formats than gob have no names of types.
    public init(from decoder: any Decoder) throws {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: Self.refusal))
    }

    /// Fails: other formats than gob have no names of types.
    public func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            self,
            .init(codingPath: encoder.codingPath, debugDescription: Self.refusal)
        )
    }

    private static var refusal: String { "an interface value can be coded as gob only" }
}
