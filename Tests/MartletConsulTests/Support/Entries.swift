/// An entry of `/v1/health/service`, as Consul 1.8 writes it, without what nobody reads.
func entry(
    id: String,
    service: String = "search",
    node: String = "n1",
    nodeAddress: String = "10.0.0.1",
    address: String = "",
    port: Int = 80,
    tags: [String] = [],
    more: String = "",
    statuses: [String] = ["passing"]
) -> String {
    let tags = tags.map { "\"\($0)\"" }.joined(separator: ", ")
    let checks = statuses.map { #"{"CheckID": "c", "Status": "\#($0)"}"# }.joined(separator: ", ")
    return """
        {"Node": {"Node": "\(node)", "Address": "\(nodeAddress)"},
         "Service": {"ID": "\(id)", "Service": "\(service)", "Address": "\(address)", "Port": \(port), "Tags": [\(tags)]\(more)},
         "Checks": [\(checks)]}
        """
}

func answer(_ entries: String...) -> String { "[" + entries.joined(separator: ",\n") + "]" }
