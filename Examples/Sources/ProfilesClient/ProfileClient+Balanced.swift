public import Martlet
public import MartletDiscovery
public import MartletHTTP

extension ProfileClient {
    /// Makes a client that spreads its calls over all instances of the service.
    ///
    /// ```swift
    /// let discovery = Discovery(logger: logger)
    /// let instances = discovery.instances(of: ConsulResolver(consul, service: "profilesvc"))
    /// let profiles = ProfileClient(balancing: instances) { http.at("http://\($0.address)") }
    /// ```
    ///
    /// An attempt that fails is repeated on another instance, if the endpoint is idempotent or the request has certainly
    /// not arrived. An instance that keeps failing is left out for a while, so there is no breaker, which would stop the
    /// calls of all.
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
        func balanced<Request, Response>(
            _ name: String,
            isIdempotent: Bool = true,
            _ endpoint: @escaping @Sendable (ProfileClient) -> Endpoint<Request, Response>
        ) -> Endpoint<Request, Response> {
            Endpoint(name, balancing: instances, by: balancer, isIdempotent: isIdempotent) { instance in
                endpoint(ProfileClient(caller(instance)))
            }
            .with(Resilient(options))
        }

        createProfile = balanced("createProfile", isIdempotent: false) { $0.createProfile }
        getProfile = balanced("getProfile") { $0.getProfile }
        putProfile = balanced("putProfile") { $0.putProfile }
        patchProfile = balanced("patchProfile", isIdempotent: false) { $0.patchProfile }
        deleteProfile = balanced("deleteProfile") { $0.deleteProfile }
        getAddresses = balanced("getAddresses") { $0.getAddresses }
        getAddress = balanced("getAddress") { $0.getAddress }
        addAddress = balanced("addAddress", isIdempotent: false) { $0.addAddress }
        removeAddress = balanced("removeAddress") { $0.removeAddress }
    }
}
