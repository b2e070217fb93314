/// Points in bytes, as they are sent in one go.
struct GraphiteBatch: Equatable, Sendable {
    var bytes: [UInt8]
    var points: Int
}
