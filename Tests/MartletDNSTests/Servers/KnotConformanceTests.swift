import MartletDNS
import MartletDiscovery
import MartletTesting
import RealServers
import Testing

@Suite(.requires(.knot))
struct KnotConformanceTests {
    @Test("SRV records do what every resolver does")
    func conforms() async throws {
        try await withServer(Knot.self) { knot in
            let client = try DNSClient.local(knot.port)
            let zone = Zone(knot)
            // DNS knows addresses, weights and priorities, and nothing else of an instance.
            try await ResolverConformance.check(facts: [.weight, .priority]) {
                DNSResolver(service: Zone.name(of: $0), from: client, configuration: .quick)
            } put: {
                try await zone.put($0, of: $1)
            } remove: {
                try await zone.remove($0, of: $1)
            }
        }
    }
}

/// The records of instances, so that one can be replaced by another.
private actor Zone {
    private let knot: Knot
    private var records: [String: String] = [:]

    init(_ knot: Knot) {
        self.knot = knot
    }

    static func name(of service: String) -> String { "_\(service)._tcp.svc.test" }

    func put(_ instance: Instance, of service: String) async throws {
        let label = String(instance.host.map { $0 == "." || $0 == ":" ? "-" : $0 })
        let type = instance.host.contains(":") ? "AAAA" : "A"
        let old = records[service + instance.id]
        let new =
            "\(Self.name(of: service)) SRV \(instance.priority) \(instance.weight) \(instance.port) h\(label).svc.test"
        records[service + instance.id] = new
        try await knot.update(
            (old.map { ["delete \($0)"] } ?? []) + [
                "add h\(label).svc.test 1 \(type) \(instance.host)", "add \(new.replacing(" SRV", with: " 1 SRV"))",
            ]
        )
    }

    func remove(_ instance: Instance, of service: String) async throws {
        guard let record = records.removeValue(forKey: service + instance.id) else { return }
        try await knot.update(["delete \(record)"])
    }
}
