import MartletHTTP

/// Which instances of which service to ask for.
struct ServiceQuery: Sendable {
    let service: String
    let tags: [String]
    let passingOnly: Bool
    let near: String?
    let limit: Int?
    let datacenter: String?
    let consistency: ConsulConsistency

    /// What makes a difference to the result, for the id of a watch.
    var id: String {
        var parts: [String] = tags.sorted().map { "tag=\($0)" }
        if !passingOnly { parts.append("all") }
        if let limit {
            parts.append("limit=\(limit)")
            // The order does not matter to who takes all.
            if let near { parts.append("near=\(near)") }
        }
        if let datacenter { parts.append("dc=\(datacenter)") }
        if let parameter = consistency.parameter { parts.append(parameter) }
        return parts.isEmpty ? service : service + "?" + parts.joined(separator: "&")
    }

    /// The request.
    ///
    /// - Parameters:
    ///   - index: The index to wait beyond; zero for not to wait.
    ///   - wait: How long to wait.
    func request(to consul: Consul, index: UInt64, wait: Duration) -> OutgoingRequest {
        var request = consul.request(.get, "/v1/health/service/{id}", id: service)
        for tag in tags { request.addQueryItem("tag", tag) }
        if passingOnly { request.addQueryItem("passing", "true") }
        if let near { request.addQueryItem("near", near) }
        if let datacenter { request.addQueryItem("dc", datacenter) }
        if let parameter = consistency.parameter { request.addQueryItem(parameter, "true") }
        if index > 0 {
            request.addQueryItem("index", index)
            request.addQueryItem("wait", GoDuration.text(wait))
        }
        return request
    }
}
