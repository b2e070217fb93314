import Martlet
package import MartletDNSMessage

/// What is known of a name after a question.
package struct DNSLookup: Hashable, Sendable {
    /// The data of the records of the type that was asked for; none when there are none, a negative answer.
    package var data: [DNSRecordData]

    /// Addresses of names that the records mention, as far as the server has told them unasked, with the seconds for which
    /// they may be kept.
    package var addresses: [DNSName: [DNSAddress]]

    /// For how long it may be kept; `nil` for a negative answer that does not say.
    package var timeToLive: Duration?

    /// Makes a lookup.
    package init(
        _ data: [DNSRecordData],
        addresses: [DNSName: [DNSAddress]] = [:],
        timeToLive: Duration? = nil
    ) {
        self.data = data
        self.addresses = addresses
        self.timeToLive = timeToLive
    }

    /// What a server's answer means.
    enum Reading: Equatable {
        case known(DNSLookup)

        /// The name stands for another one, of which the answer says nothing.
        case alias(DNSName, timeToLive: Duration)
    }

    /// Reads an answer.
    ///
    /// - Throws: `Status` when the server has failed or does not want to answer.
    static func read(_ message: DNSMessage, to question: DNSQuestion) throws -> Reading {
        guard message.responseCode == .noError || message.responseCode == .nonExistentName else {
            throw Status(message.responseCode)
        }
        var name = question.name
        var timeToLive = UInt32.max
        var seen: Set<DNSName> = [name]
        var records: [DNSRecord] = []
        // Each turn finds a name that is new, so there are no more turns than records.
        while true {
            let own = message.answers.filter { $0.name == name && $0.recordClass == .internet }
            records = own.filter { $0.data.type == question.type }
            guard records.isEmpty, let alias = own.lazy.compactMap(\.alias).first else { break }
            guard seen.insert(alias.name).inserted, seen.count <= maximumAliasCount else {
                throw Status(.internal, "the names of a DNS answer stand for each other")
            }
            name = alias.name
            timeToLive = min(timeToLive, alias.timeToLive)
        }
        if records.isEmpty {
            let authority = message.authorities.lazy.compactMap(\.negativeTimeToLive).first
            if name != question.name, message.responseCode == .noError, authority == nil {
                return .alias(name, timeToLive: .seconds(timeToLive))
            }
            // Neither an authority nor somebody who asks one: it only names others who might know.
            guard
                message.responseCode != .noError || authority != nil || message.isAuthoritative
                    || message.offersRecursion
            else { throw Status(.unavailable, "the DNS server does not know the name and asks nobody") }
            return .known(DNSLookup([], timeToLive: authority.map { .seconds(min($0, timeToLive)) }))
        }
        timeToLive = records.reduce(timeToLive) { min($0, $1.timeToLive) }
        var addresses: [DNSName: [DNSAddress]] = [:]
        let targets = Set(records.compactMap(\.data.target))
        for record in message.additionals where record.recordClass == .internet && targets.contains(record.name) {
            guard let address = record.data.address else { continue }
            addresses[record.name, default: []].append(address)
            timeToLive = min(timeToLive, record.timeToLive)
        }
        return .known(DNSLookup(records.map(\.data), addresses: addresses, timeToLive: .seconds(timeToLive)))
    }

    /// No administrator has so many names for one thing.
    static let maximumAliasCount = 16
}

extension DNSRecord {
    fileprivate var alias: (name: DNSName, timeToLive: UInt32)? {
        guard case .cname(let name) = data else { return nil }
        return (name, timeToLive)
    }

    /// RFC 2308, section 5.
    fileprivate var negativeTimeToLive: UInt32? {
        guard case .soa(let authority) = data else { return nil }
        return min(timeToLive, authority.minimum)
    }
}

extension DNSRecordData {
    /// The address of an A or AAAA record.
    package var address: DNSAddress? {
        switch self {
        case .a(let address), .aaaa(let address): address
        default: nil
        }
    }

    /// The name that a SRV record mentions.
    fileprivate var target: DNSName? {
        guard case .srv(let location) = self else { return nil }
        return location.target
    }
}

extension Status {
    /// What a server says instead of an answer.
    init(_ code: DNSResponseCode) {
        switch code {
        case .formatError: self.init(.internal, "the DNS server could not read the question (\(code))")
        case .notImplemented: self.init(.unimplemented, "the DNS server does not know such questions (\(code))")
        case .refused: self.init(.unavailable, "the DNS server does not want to answer (\(code))")
        default: self.init(.unavailable, "the DNS server failed (\(code))")
        }
    }
}
