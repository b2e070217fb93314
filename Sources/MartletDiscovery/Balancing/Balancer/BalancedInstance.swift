/// An instance that may be called, and how busy it is.
public struct BalancedInstance: Sendable {
    /// The instance.
    public let instance: Instance

    /// How busy it is. It stays the same object while the instance lives, also when its weight changes.
    public let load: InstanceLoad

    /// Makes one.
    ///
    /// - Parameters:
    ///   - instance: The instance.
    ///   - load: How busy it is.
    public init(_ instance: Instance, load: InstanceLoad = InstanceLoad()) {
        self.instance = instance
        self.load = load
    }
}
