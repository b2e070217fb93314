import Martlet
package import MartletDNSMessage
public import NIOCore
public import NIOPosix
import Synchronization

/// Asks DNS servers: for ``DNSResolver``, which takes one.
///
/// ```swift
/// let consul = DNSClient(.these(try DNSServer("127.0.0.1:8600")))
/// let web = DNSResolver.service("web.service.consul", from: consul)
/// ```
///
/// It is our own because the one of the C library blocks a thread for each question, cannot be cancelled, cannot be pointed
/// at a server of its own port, and does not say for how long an answer is good. It asks with datagrams of up to 1232 bytes,
/// and over TCP when the answer did not fit; each question has a socket, a random port, a random id, and letters of random
/// case, which the answer must repeat. `/etc/hosts` is not read, and nothing is cached.
///
/// A server that does not answer in time, or that fails or refuses, is passed over for the next one; the one that answered
/// last is asked first. A value is used by any number of tasks at the same time, and needs nobody to run it.
///
/// Source: [RFC 1035](https://www.rfc-editor.org/rfc/rfc1035), [RFC 2308](https://www.rfc-editor.org/rfc/rfc2308),
/// [RFC 6891](https://www.rfc-editor.org/rfc/rfc6891), [RFC 7766](https://www.rfc-editor.org/rfc/rfc7766).
public final class DNSClient: Sendable {
    private struct State {
        /// Those of the file, when it has been read.
        var read: [DNSServer]?

        /// The one that has answered last.
        var preferred: DNSServer?
    }

    /// Which servers are asked.
    let servers: DNSServers

    private let configuration: Configuration
    private let group: any EventLoopGroup
    private let clock: DNSClock
    private let state = Mutex(State())

    /// Makes a client. Nothing is opened until there is a question.
    ///
    /// - Parameters:
    ///   - servers: Whom to ask; those of the system by default.
    ///   - configuration: Time-outs.
    ///   - group: The event loops to use.
    ///   - clock: The clock for the time-outs; tests pass a manual one.
    public init<C: Clock>(
        _ servers: DNSServers = .system,
        configuration: Configuration = Configuration(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.servers = servers
        self.configuration = configuration
        self.group = group
        self.clock = DNSClock(clock)
    }
}

extension DNSClient: DNSQuerying {
    package func lookup(_ name: DNSName, _ type: DNSRecordType) async throws -> DNSLookup {
        do {
            return try await clock.limit(configuration.timeout) {
                try await self.follow(DNSQuestion(name, type))
            }
        } catch let status as Status where status.code == .deadlineExceeded {
            throw Status(.unavailable, "no DNS server has answered within \(configuration.timeout)")
        }
    }

    /// Asks, and asks again for what the name stands for.
    private func follow(_ question: DNSQuestion) async throws -> DNSLookup {
        var question = question
        var timeToLive: Duration?
        for _ in 0..<DNSLookup.maximumAliasCount {
            switch try await ask(question) {
            case .known(var lookup):
                if let known = lookup.timeToLive, let limit = timeToLive { lookup.timeToLive = min(known, limit) }
                return lookup
            case .alias(let name, let limit):
                question.name = name
                timeToLive = min(timeToLive ?? limit, limit)
            }
        }
        throw Status(.internal, "a DNS name stands for too many others")
    }

    /// Asks one server after the other until one knows.
    private func ask(_ question: DNSQuestion) async throws -> DNSLookup.Reading {
        let servers = try await serversInOrder()
        var failure = Status(.unavailable, "there is no DNS server to ask")
        for _ in 0..<max(1, configuration.attemptsPerServer) {
            for server in servers {
                do {
                    let reading = try await DNSLookup.read(ask(server, question), to: question)
                    state.withLock { $0.preferred = server }
                    return reading
                } catch {
                    try Task.checkCancellation()
                    failure = Status(error)
                }
            }
        }
        state.withLock { $0.read = nil }
        throw failure
    }

    private func serversInOrder() async throws -> [DNSServer] {
        let (known, preferred) = state.withLock { ($0.read, $0.preferred) }
        let servers: [DNSServer]
        if let given = self.servers.given ?? known {
            servers = given
        } else {
            servers = try await ResolverFile.read(self.servers.path).servers
            state.withLock { $0.read = servers }
        }
        guard let preferred, servers.contains(preferred) else { return servers }
        return [preferred] + servers.filter { $0 != preferred }
    }

    /// Asks one server, in the ways that it may need.
    private func ask(_ server: DNSServer, _ question: DNSQuestion) async throws -> DNSMessage {
        let message = try await ask(server, question, isExtended: true)
        // A server from before the extension says so by that it cannot read the question (RFC 6891, section 7).
        guard [.formatError, .notImplemented, .badVersion].contains(message.responseCode) else { return message }
        return try await ask(server, question, isExtended: false)
    }

    private func ask(_ server: DNSServer, _ question: DNSQuestion, isExtended: Bool) async throws -> DNSMessage {
        var generator = SystemRandomNumberGenerator()
        let query = DNSQuery(question, isExtended: isExtended, using: &generator)
        let exchange = DNSExchange(query: query, server: server, group: group)
        let ignored = IgnoredCount()
        do {
            let answer = try await clock.limit(configuration.attemptTimeout) {
                try await exchange.datagram { ignored.increment() }
            }
            if let answer { return answer }
            return try await clock.limit(configuration.attemptTimeout) { try await exchange.stream() }
        } catch let status as Status where status.code == .deadlineExceeded {
            if ignored.count > 0 {
                throw Status(
                    .internal,
                    "of \(ignored.count) datagrams from the DNS server \(server) none was an answer"
                )
            }
            throw Status(.unavailable, "the DNS server \(server) did not answer in time")
        }
    }
}

/// How many datagrams came that were no answer.
private final class IgnoredCount: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    func increment() { number.wrappingAdd(1, ordering: .relaxed) }
}
