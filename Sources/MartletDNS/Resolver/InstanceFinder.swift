import Martlet
import MartletDNSMessage
import MartletDiscovery

/// Asks what there is to ask for the instances of a service or a host: one round.
struct InstanceFinder: Sendable {
    let querying: any DNSQuerying
    let family: DNSResolver.Family
    let targets: DNSResolver.Targets

    /// How many questions for addresses are under way at the same time.
    private static let maximumQuestionsAtOnce = 16

    func instances(ofService name: DNSName) async throws -> DNSFinding {
        let lookup = try await querying.lookup(name, .srv)
        let records = ServiceRecords(lookup.data)
        if records.isNotOffered { return DNSFinding(instances: [], timeToLive: lookup.timeToLive, isNotOffered: true) }
        guard targets == .addresses else {
            return DNSFinding(instances: records.instances, timeToLive: lookup.timeToLive)
        }
        var addresses = lookup.addresses.mapValues { $0.filter(isWanted) }.filter { !$0.value.isEmpty }
        var timeToLive = lookup.timeToLive
        let missing = records.targets.filter { addresses[$0] == nil }
        for (target, found) in try await lookups(of: missing) {
            addresses[target, default: []] += found.data.compactMap(\.address)
            timeToLive = [timeToLive, found.timeToLive].compactMap(\.self).min()
        }
        return DNSFinding(instances: try records.instances(at: addresses), timeToLive: timeToLive)
    }

    func instances(ofHost name: DNSName, port: UInt16) async throws -> DNSFinding {
        let lookups = try await lookups(of: [name]).map(\.lookup)
        // Where one family has addresses, that the other has none says nothing about when to ask again.
        let positive = lookups.filter { !$0.data.isEmpty }
        return DNSFinding(
            instances: lookups.flatMap(\.data).compactMap(\.address).map { Instance(host: "\($0)", port: port) },
            timeToLive: (positive.isEmpty ? lookups : positive).compactMap(\.timeToLive).min()
        )
    }

    private func isWanted(_ address: DNSAddress) -> Bool {
        switch family {
        case .ipv4: address.bytes.count == 4
        case .ipv6: address.bytes.count == 16
        default: true
        }
    }

    private var types: [DNSRecordType] {
        switch family {
        case .ipv4: [.a]
        case .ipv6: [.aaaa]
        default: [.a, .aaaa]
        }
    }

    /// Asks for the addresses of names, some at the same time. The first failure ends them all.
    private func lookups(of names: [DNSName]) async throws -> [(name: DNSName, lookup: DNSLookup)] {
        var questions = names.flatMap { name in types.map { (name, $0) } }.makeIterator()
        return try await withThrowingTaskGroup(of: (name: DNSName, lookup: DNSLookup).self) { group in
            func addNext() {
                guard let (name, type) = questions.next() else { return }
                group.addTask { (name, try await querying.lookup(name, type)) }
            }
            for _ in 0..<Self.maximumQuestionsAtOnce { addNext() }
            var lookups: [(name: DNSName, lookup: DNSLookup)] = []
            while let lookup = try await group.next() {
                lookups.append(lookup)
                addNext()
            }
            return lookups
        }
    }
}
