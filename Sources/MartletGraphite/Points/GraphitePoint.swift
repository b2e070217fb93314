/// A value at the end of a path.
struct GraphitePoint: Equatable, Sendable {
    let path: [UInt8]
    let value: Double
}
