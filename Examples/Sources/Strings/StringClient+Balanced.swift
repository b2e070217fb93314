public import Martlet
public import MartletDiscovery
public import MartletHTTP

extension StringClient {
    /// Makes a client that spreads its calls over all instances of the service.
    ///
    /// An attempt that fails is repeated on another instance. An instance that keeps failing is left out for a while, so
    /// there is no breaker, which would stop the calls of all.
    ///
    /// - Parameters:
    ///   - instances: The instances.
    ///   - balancer: Chooses one.
    ///   - options: What keeps the calls safe.
    ///   - caller: Calls an instance.
    public init(
        balancing instances: Instances,
        by balancer: some Balancer = .peakEWMA,
        options: ClientResilience = .client { $0.breaker = nil },
        _ caller: @escaping @Sendable (Instance) -> HTTPCaller
    ) {
        uppercase = Endpoint("uppercase", balancing: instances, by: balancer, isIdempotent: true) {
            StringClient(bare: caller($0)).uppercase
        }
        .with(Resilient(options))
        count = Endpoint("count", balancing: instances, by: balancer, isIdempotent: true) {
            StringClient(bare: caller($0)).count
        }
        .with(Resilient(options))
    }
}
