import Martlet
import MartletDNSMessage
import MartletDiscovery

/// The SRV records of a service, and the instances that they make: by [RFC 2782](https://www.rfc-editor.org/rfc/rfc2782).
struct ServiceRecords {
    /// Whether the zone says that the service is decidedly not offered.
    let isNotOffered: Bool

    /// The records that can be used, those first that count when two are about the same address.
    private let locations: [DNSServiceLocation]

    /// More instances than any answer should have: an answer of 64 KiB could name thousands of targets, each of them with
    /// thousands of addresses.
    static let maximumInstanceCount = 16_384

    init(_ data: [DNSRecordData]) {
        let all = data.compactMap { data -> DNSServiceLocation? in
            guard case .srv(let location) = data else { return nil }
            return location
        }
        isNotOffered = !all.isEmpty && all.allSatisfy(\.target.isRoot)
        // In an order of their own: servers rotate theirs, and what is reported must not change for that.
        locations = all.filter { $0.port != 0 && $0.target.host != nil }.sorted { left, right in
            if left.priority != right.priority { return left.priority < right.priority }
            if left.weight != right.weight { return left.weight > right.weight }
            return (left.target.host ?? "", left.port) < (right.target.host ?? "", right.port)
        }
    }

    /// The names of the hosts, each once.
    var targets: [DNSName] {
        var seen: Set<DNSName> = []
        return locations.map(\.target).filter { seen.insert($0).inserted }
    }

    /// An instance for each record, whose host is the name.
    var instances: [Instance] {
        let weights = Weights(locations)
        return locations.compactMap { location in
            guard let host = location.target.host else { return nil }
            return Instance(
                host: host,
                port: location.port,
                weight: weights[location],
                priority: Int(location.priority)
            )
        }
    }

    /// An instance for each address of each record.
    ///
    /// - Throws: `Status` with `internal` when they are too many.
    func instances(at addresses: [DNSName: [DNSAddress]]) throws -> [Instance] {
        let count = locations.reduce(0) { $0 + (addresses[$1.target]?.count ?? 0) }
        guard count <= Self.maximumInstanceCount else {
            throw Status(.internal, "DNS names \(count) instances, more than \(Self.maximumInstanceCount)")
        }
        let weights = Weights(locations)
        return locations.flatMap { location in
            (addresses[location.target] ?? []).map { address in
                Instance(
                    host: "\(address)",
                    port: location.port,
                    metadata: ["target": location.target.host ?? ""],
                    weight: weights[location],
                    priority: Int(location.priority)
                )
            }
        }
    }

    /// Weights for balancers: 1 where all of a priority are 0.
    private struct Weights {
        private let weighted: Set<UInt16>

        init(_ locations: [DNSServiceLocation]) {
            weighted = Set(locations.filter { $0.weight > 0 }.map(\.priority))
        }

        subscript(location: DNSServiceLocation) -> Int {
            weighted.contains(location.priority) ? Int(location.weight) : 1
        }
    }
}
