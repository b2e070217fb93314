/// The check in a registration. Source:
/// <https://developer.hashicorp.com/consul/api-docs/agent/check#json-request-body-schema>.
struct CheckDefinition: Encodable, Equatable {
    let id: String
    /// What it is until the first result.
    let status = "passing"
    var timeToLive: String?
    var http: String?
    var grpc: String?
    var grpcUsesTLS: Bool?
    var tcp: String?
    let interval: String?
    let timeout: String?
    let deregisterAfter: String?

    enum CodingKeys: String, CodingKey {
        case id = "CheckID"
        case status = "Status"
        case timeToLive = "TTL"
        case http = "HTTP"
        case grpc = "GRPC"
        case grpcUsesTLS = "GRPCUseTLS"
        case tcp = "TCP"
        case interval = "Interval"
        case timeout = "Timeout"
        case deregisterAfter = "DeregisterCriticalServiceAfter"
    }

    /// - Parameters:
    ///   - check: What was chosen.
    ///   - id: The id of the check.
    ///   - address: Host and port, where the agent finds the instance.
    init(_ check: ConsulCheck, id: String, address: String) {
        self.id = id
        interval = check.interval.map(GoDuration.text)
        timeout = check.timeout.map(GoDuration.text)
        deregisterAfter = check.deregisterAfter.map(GoDuration.text)
        switch check.kind {
        case .timeToLive(let duration):
            timeToLive = GoDuration.text(duration)
        case .http(let path, let overTLS):
            http = "\(overTLS ? "https" : "http")://\(address)\(path)"
        case .grpc(let service, let overTLS):
            grpc = service.isEmpty ? address : "\(address)/\(service)"
            grpcUsesTLS = overTLS
        case .tcp:
            tcp = address
        }
    }
}
