extension Status {
    /// A typed message that travels with a status, as in the error model of gRPC: a type and its bytes.
    ///
    /// Source: [google.rpc.Status](https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto).
    public struct Detail: Hashable, Sendable {
        /// The full name of the type: `google.rpc.BadRequest`.
        public var type: String

        /// The value in the form that the type defines, usually protobuf.
        public var value: [UInt8]

        /// Makes a detail.
        ///
        /// - Parameters:
        ///   - type: The full name of the type.
        ///   - value: The encoded value.
        public init(type: String, value: [UInt8]) {
            self.type = type
            self.value = value
        }
    }
}
