/// A complex number: Go's `complex64` and `complex128`.
///
/// In other formats than gob it is a pair of numbers.
public struct GobComplex: Hashable, Sendable {
    /// The real part.
    public var real: Double

    /// The imaginary part.
    public var imaginary: Double

    /// Makes a number of its parts.
    public init(_ real: Double = 0, _ imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }
}

extension GobComplex: Codable {
    /// Reads both parts.
    public init(from decoder: any Decoder) throws {
        var parts = try decoder.unkeyedContainer()
        self.init(try parts.decode(Double.self), try parts.decode(Double.self))
    }

    /// Writes both parts.
    public func encode(to encoder: any Encoder) throws {
        var parts = encoder.unkeyedContainer()
        try parts.encode(real)
        try parts.encode(imaginary)
    }
}
