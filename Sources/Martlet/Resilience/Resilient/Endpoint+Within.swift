extension Endpoint {
    /// The endpoint within a layer, or as it is when there is none.
    @inlinable
    func within(_ layer: (some Middleware)?) -> Endpoint {
        layer.map { with($0) } ?? self
    }
}
