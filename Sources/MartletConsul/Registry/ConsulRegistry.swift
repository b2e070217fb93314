import HTTPTypes
import Martlet
public import MartletDiscovery
import MartletHTTP
import MartletJSON
import NIOCore

/// Registers instances of a service with the Consul agent of this host.
///
/// ```swift
/// let registrar = Registrar(
///     ConsulRegistry(consul, service: "stringsvc", check: .ttl(.seconds(10))),
///     logger: logger
/// )
/// ```
///
/// `Registrar` runs it. The tags, the metadata and the weight of the instance are sent, its zone and its priority among the
/// metadata, as `zone` and `priority`. The weight is 1 to 65535, since Consul takes no other.
///
/// The id with the agent is that of the instance after the name of the service, `stringsvc:10.0.0.5:8080`, so that a
/// process may register several services at one address; ``ConsulResolver`` takes the name off again.
///
/// An agent keeps what was registered with it and forgets it when it loses its data. This is noticed at the next heartbeat,
/// or, with a check that the agent makes, at once.
///
/// Source: <https://developer.hashicorp.com/consul/api-docs/agent/service>.
public struct ConsulRegistry: Registry {
    /// The Consul and the service: `consul:stringsvc`.
    public let id: String

    private let consul: Consul
    private let service: String
    private let check: ConsulCheck
    private let timeout: Duration
    private let clock: any Clock<Duration>

    /// How long the agent may keep the question whether it still knows an instance.
    private static let wait = Duration.seconds(120)

    /// Makes a registry.
    ///
    /// - Parameters:
    ///   - consul: The agent of this host.
    ///   - service: The name of the service. Letters, digits and hyphens can be found over DNS, too.
    ///   - check: How Consul learns that the instance lives.
    ///   - timeout: How long an answer may take.
    ///   - clock: The clock to wait on between heartbeats; tests pass a manual one.
    public init(
        _ consul: Consul,
        service: String,
        check: ConsulCheck = .ttl(.seconds(10)),
        timeout: Duration = .seconds(5),
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        id = consul.id(of: service)
        self.consul = consul
        self.service = service
        self.check = check
        self.timeout = timeout
        self.clock = clock
    }

    /// Registers the instance and keeps it registered.
    ///
    /// - Throws: `Status` with `unavailable` when the agent cannot be reached or has lost the instance,
    ///   `permissionDenied` for a token that may not, `invalidArgument` for what Consul does not take, such as metadata
    ///   with a space in a key; `CancellationError` when the task was cancelled.
    public func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws {
        let registration = ServiceRegistration(service: service, instance: instance, check: check)
        try await register(registration)
        if let timeToLive = check.timeToLive {
            try await report(registration, for: timeToLive, on: clock, confirm)
        } else {
            confirm()
            try await follow(registration, on: clock, confirm)
        }
    }

    /// Takes the instance out.
    public func remove(_ instance: Instance) async throws {
        let id = ServiceID(service: service, instance: instance.id).text
        do {
            try await consul.tell(consul.request(.put, "/v1/agent/service/deregister/{id}", id: id), within: timeout)
        } catch let status as Status where status.code == .notFound {
            // What is not there has been taken out. Consul says so since 1.10, and success before.
        }
    }

    private func register(_ registration: ServiceRegistration) async throws {
        var request = OutgoingRequest(.put, consul.url + "/v1/agent/service/register")
        // The checks of an earlier life with the same id go.
        request.addQueryItem("replace-existing-checks", "true")
        request.contentType = .json
        request.body = ByteBuffer(bytes: try JSONCodec().encode(registration))
        try await consul.tell(request, within: timeout)
    }

    /// Says again and again that the instance lives.
    ///
    /// The first time is at once: a check that was critical when it was registered again stays so, whatever the
    /// registration says. An agent that does not answer has lost nothing yet: it is told again, until the time is over that
    /// its last success is good for. One that answers with a failure is believed.
    private func report<Time: Clock<Duration>>(
        _ registration: ServiceRegistration,
        for timeToLive: Duration,
        on clock: Time,
        _ confirm: () -> Void
    ) async throws {
        let request = consul.request(.put, "/v1/agent/check/pass/{id}", id: registration.check.id)
        let interval = timeToLive / 3
        var expiry: Time.Instant?
        while true {
            let asked = clock.now
            switch try await answer(to: request, within: min(timeout, interval)) {
            case .success(let answer):
                try await losing { if let failure = answer.failure(hiding: consul.token) { throw failure } }
                expiry = asked.advanced(by: timeToLive)
                confirm()
            case .failure(let silence):
                guard let expiry, asked.advanced(by: interval) < expiry else { throw silence }
            }
            try await clock.sleep(until: asked.advanced(by: interval), tolerance: nil)
        }
    }

    /// The answer of the agent, whatever it says, or that there is none.
    private func answer(
        to request: OutgoingRequest,
        within limit: Duration
    ) async throws -> Result<ConsulAnswer, Status> {
        do {
            return .success(try await consul.send(request, within: limit))
        } catch let status as Status where status.code == .unavailable {
            return .failure(status)
        }
    }

    /// Waits until the agent no longer has the instance: a blocking question for what it knows of it.
    private func follow<Time: Clock<Duration>>(
        _ registration: ServiceRegistration,
        on clock: Time,
        _ confirm: () -> Void
    ) async throws {
        var pace = AnswerPace(interval: .seconds(4))
        var hash: String?
        while true {
            let asked = clock.now
            var request = consul.request(.get, "/v1/agent/service/{id}", id: registration.id)
            if let hash {
                request.addQueryItem("hash", hash)
                request.addQueryItem("wait", GoDuration.text(Self.wait))
            }
            let limit = hash == nil ? timeout : Self.wait + Self.wait / 16 + timeout
            let (_, answer): (AgentService, ConsulAnswer) = try await losing {
                try await consul.ask(request, within: limit)
            }
            confirm()
            let isBlocking = hash != nil
            let new = answer.contentHash
            let isNew = new != hash
            hash = new
            guard new != nil else {
                // An agent of before 1.3 cannot wait, so the waiting is done here.
                try await clock.sleep(for: Self.wait)
                continue
            }
            guard isBlocking else { continue }
            let pause = pace.pause(after: asked.duration(to: clock.now), isNew: isNew)
            if pause > .zero { try await clock.sleep(for: pause) }
        }
    }

    /// Says what it means that an instance which was registered is not found.
    private func losing<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let status as Status where status.code == .notFound {
            throw Status(.unavailable, "the agent no longer has the registration", underlying: status)
        }
    }
}

/// What an agent knows of a service; only that it does is of interest.
private struct AgentService: Decodable {
    let id: String

    enum CodingKeys: String, CodingKey {
        case id = "ID"
    }
}
