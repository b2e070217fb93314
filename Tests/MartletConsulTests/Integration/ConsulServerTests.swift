import ExporterTesting
import Logging
import Martlet
import MartletConsul
import MartletDiscovery
import MartletHTTP
import RealServers
import ServiceLifecycle
import Testing

/// A real agent, through `Discovery` and `Registrar`.
@Suite(.requires(.consul), .timeLimit(.minutes(2))) struct ConsulServerTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func instance(_ number: Int) -> Instance {
        Instance(host: "127.0.0.\(number)", port: 8_080, tags: ["v2"], metadata: ["number": "\(number)"], zone: "z")
    }

    private func discovery() -> Discovery {
        var configuration = Discovery.Configuration()
        configuration.maximumBackoff = .milliseconds(500)
        return Discovery(configuration: configuration, logger: logger)
    }

    private func registrar(_ consul: Consul, check: ConsulCheck = .ttl(.seconds(2))) -> Registrar {
        let configuration = Registrar.Configuration {
            $0.drainDelay = .zero
            $0.maximumBackoff = .milliseconds(500)
        }
        return Registrar(
            ConsulRegistry(consul, service: "web", check: check),
            configuration: configuration,
            logger: logger
        )
    }

    private func wait(for instances: Instances, _ numbers: Int..., within limit: Duration = .seconds(15)) async throws {
        let wanted = numbers.map { instance($0) }.sorted { $0.id < $1.id }
        try await eventually("the instances are \(wanted)", within: limit) {
            instances.current.snapshot?.instances == wanted
        }
    }

    @Test func instancesJoinAndLeave() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                let discovery = discovery()
                let instances = discovery.instances(of: ConsulResolver(consul, service: "web", tags: ["v2"]))
                try await running(discovery) {
                    let one = registrar(consul)
                    one.announce(instance(1))
                    try await running(one) {
                        try await wait(for: instances, 1)
                        try await eventually("it is confirmed") { one.isRegistered }
                        let two = registrar(consul)
                        two.announce(instance(2))
                        try await running(two) { try await wait(for: instances, 1, 2) }
                        // Taken out at the graceful shutdown.
                        try await wait(for: instances, 1)
                    }
                    try await wait(for: instances)
                }
                #expect(try await agent.instances(of: "web").isEmpty)
            }
        }
    }

    /// As after `kill -9`: heartbeats end, and nobody takes the instance out.
    @Test func aKilledInstanceIsGoneWithinItsTime() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                let discovery = discovery()
                let instances = discovery.instances(of: ConsulResolver(consul, service: "web"))
                let all = discovery.instances(of: ConsulResolver(consul, service: "web", passingOnly: false))
                try await running(discovery) {
                    let registry = ConsulRegistry(consul, service: "web", check: .ttl(.seconds(2)))
                    try await keeping(instance(1), in: registry) { confirmations in
                        _ = try await confirmations.next(isolation: #isolation)
                        try await wait(for: instances, 1)
                    }
                    let duration = try await ContinuousClock().measure { try await wait(for: instances) }
                    #expect(duration < .seconds(4))
                    try await eventually("it is critical") {
                        all.current.snapshot?.instances.map(\.health) == [.unhealthy]
                    }
                    // The next life of the process.
                    try await keeping(instance(1), in: registry) { confirmations in
                        _ = try await confirmations.next(isolation: #isolation)
                        try await wait(for: instances, 1)
                    }
                }
            }
        }
    }

    @Test(arguments: [true, false], [ConsulCheck.ttl(.seconds(3)), .tcp(interval: .seconds(1))])
    func theAgentIsRestarted(isPersistent: Bool, check: ConsulCheck) async throws {
        let app = try RecordingHTTPServer()
        let address = Instance(host: "127.0.0.1", port: UInt16(app.port))
        try await withTransport { transport in
            try await withServer(ConsulAgent.self, options: .init(isPersistent: isPersistent)) { agent in
                // So that the index is higher than that of the next life.
                try await agent.fill("other", count: 100)
                let consul = Consul(agent.url(), over: transport)
                let discovery = discovery()
                let instances = discovery.instances(of: ConsulResolver(consul, service: "web"))
                let registrar = registrar(consul, check: check)
                registrar.announce(address)
                try await running(discovery) {
                    try await running(registrar) {
                        try await eventually("it is there") { instances.current.snapshot?.instances == [address] }
                        await agent.kill()
                        try await eventually("the registry is away") {
                            instances.current.failure?.code == .unavailable && !registrar.isRegistered
                        }
                        #expect(instances.current.snapshot?.instances == [address])
                        try await agent.start()
                        try await eventually("it is registered again") {
                            let isThere = try await agent.instances(of: "web", passingOnly: true).count == 1
                            return isThere && registrar.isRegistered && instances.current.failure == nil
                                && instances.current.snapshot?.instances == [address]
                        }
                    }
                    try await eventually("it has left") { instances.current.snapshot?.isEmpty == true }
                }
            }
        }
    }

    /// Somebody else, or `DeregisterCriticalServiceAfter`, has taken it out.
    @Test(arguments: [ConsulCheck.ttl(.seconds(1)), .tcp(interval: .seconds(1)), .grpc(), .http(path: "/")])
    func aRegistrationThatIsLostIsMadeAgain(check: ConsulCheck) async throws {
        let app = try RecordingHTTPServer()
        let address = Instance(host: "127.0.0.1", port: UInt16(app.port))
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let registrar = registrar(Consul(agent.url(), over: transport), check: check)
                registrar.announce(address)
                try await running(registrar) {
                    try await eventually("it is there") { try await agent.instances(of: "web").count == 1 }
                    let before = try await agent.get("/v1/health/service/web").fields["X-Consul-Index"] ?? ""
                    try await agent.put("/v1/agent/service/deregister/\(HTTP.encode("web:\(address.id)"))")
                    try await eventually("it is there again") {
                        let reply = try await agent.get("/v1/health/service/web")
                        return try reply.json().array.count == 1 && reply.fields["X-Consul-Index"] != before
                    }
                }
            }
        }
    }

    /// The agent asks the instance itself.
    @Test func checksOfTheAgent() async throws {
        let app = try RecordingHTTPServer()
        let address = Instance(host: "127.0.0.1", port: UInt16(app.port))
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                let registrar = registrar(consul, check: .http(path: "/ready", interval: .seconds(1)))
                registrar.announce(address)
                let resolver = ConsulResolver(consul, service: "web", passingOnly: false)
                try await running(registrar) {
                    try await watching(resolver) { snapshots in
                        try await snapshots.next(count: 1)
                        #expect(try await app.requests(atLeast: 1).first?.path == "/ready")
                        for (status, health) in [(429, Instance.Health.warning), (500, .unhealthy), (200, .healthy)] {
                            app.answers(.init(status: status))
                            while try await snapshots.next().instances.first?.health != health {}
                        }
                    }
                }
            }
        }
    }

    @Test func tokens() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self, options: .init(hasACL: true)) { agent in
                func failure(_ token: String?) async -> [Status.Code] {
                    let consul = Consul(agent.url(), over: transport, token: token)
                    var codes: [Status.Code] = []
                    do {
                        try await watching(ConsulResolver(consul, service: "web")) { _ = try await $0.next(count: 9) }
                    } catch {
                        codes.append(Status(error).code)
                        #expect(!Status(error).message.contains(token ?? "?"))
                    }
                    do {
                        try await ConsulRegistry(consul, service: "web").keep(instance(1)) {}
                    } catch {
                        codes.append(Status(error).code)
                    }
                    return codes
                }
                #expect(
                    await failure("6f1d2c34-dead-4000-8000-0123456789ab") == [.permissionDenied, .permissionDenied]
                )

                // Without one there is no error, and nobody.
                let nobody = Consul(agent.url(), over: transport)
                let consul = Consul(agent.url(), over: transport, token: try await agent.token(for: "web"))
                let registrar = registrar(consul)
                registrar.announce(instance(1))
                try await running(registrar) {
                    try await watching(ConsulResolver(consul, service: "web")) { _ = try await $0.next(count: 1) }
                    try await watching(ConsulResolver(nobody, service: "web")) { snapshots in
                        let nobody = try await snapshots.next()
                        #expect(nobody.isEmpty)
                    }
                    let refused = await #expect(throws: Status.self) {
                        try await ConsulRegistry(nobody, service: "web").keep(instance(2)) {}
                    }
                    #expect(refused?.code == .permissionDenied)
                    let other = await #expect(throws: Status.self) {
                        try await ConsulRegistry(consul, service: "other").keep(instance(2)) {}
                    }
                    #expect(other?.code == .permissionDenied)
                }
            }
        }
    }

    @Test func overTLS() async throws {
        try await withServer(ConsulAgent.self, options: .init(hasTLS: true)) { agent in
            try await withTransport(trusting: agent.certificatePath) { transport in
                let consul = Consul(agent.tlsURL(), over: transport)
                let registrar = registrar(consul)
                registrar.announce(instance(1))
                try await running(registrar) {
                    try await watching(ConsulResolver(consul, service: "web")) { _ = try await $0.next(count: 1) }
                }
            }
            // Nobody has said that this certificate may be trusted.
            try await withTransport { transport in
                let resolver = ConsulResolver(Consul(agent.tlsURL(), over: transport), service: "web")
                let failure = await #expect(throws: Status.self) {
                    try await watching(resolver) { _ = try await $0.next() }
                }
                #expect(failure?.code == .unavailable)
            }
        }
    }

    /// Nobody answers, and no connection ends: the agent is stopped for longer than it may take.
    @Test func theConnectionIsCut() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                let discovery = discovery()
                let configuration = ConsulResolver.Configuration {
                    $0.wait = .seconds(1)
                    $0.timeout = .milliseconds(500)
                }
                let instances = discovery.instances(
                    of: ConsulResolver(consul, service: "web", configuration: configuration)
                )
                let registrar = registrar(consul)
                registrar.announce(instance(1))
                try await running(discovery) {
                    try await running(registrar) {
                        try await wait(for: instances, 1)
                        agent.suspend()
                        try await eventually("it is noticed") {
                            instances.current.failure?.code == .unavailable && !registrar.isRegistered
                        }
                        #expect(instances.current.snapshot?.instances == [instance(1)])
                        agent.resume()
                        try await eventually("all is well") {
                            instances.current.failure == nil && registrar.isRegistered
                        }
                        try await wait(for: instances, 1)
                    }
                }
            }
        }
    }

    /// Bounded, a clear error, and the last good set stays.
    @Test func garbage() async throws {
        let good = #"[{"Node": {"Node": "n", "Address": "h"}, "Service": {"ID": "a", "Port": 1}, "Checks": []}]"#
        let server = try RecordingHTTPServer { request in
            .init(
                fields: [("X-Consul-Index", "1")],
                body: good,
                delay: request.path.contains("index") ? .seconds(1) : .zero
            )
        }
        try await withTransport { transport in
            let discovery = discovery()
            let configuration = ConsulResolver.Configuration { $0.maximumByteCount = 10_000 }
            let consul = Consul("http://127.0.0.1:\(server.port)", over: transport)
            let instances = discovery.instances(
                of: ConsulResolver(consul, service: "web", configuration: configuration)
            )
            try await running(discovery) {
                try await eventually("there is a set") { instances.current.snapshot?.count == 1 }
                let index = [("X-Consul-Index", "1")]
                let answers: [(RecordingHTTPServer.Answer, Status.Code)] = [
                    (.init(fields: index, body: "<html>"), .internal),
                    (.init(fields: index, body: String(repeating: "[", count: 9_000)), .internal),
                    (.init(fields: index, body: "[" + String(repeating: " ", count: 20_000) + "]"), .internal),
                    (.init(body: "[]"), .internal),
                    (.init(status: 302, fields: [("Location", "/")]), .internal),
                    (.init(hangsUp: true), .unavailable),
                    (.init(status: 403), .permissionDenied),
                ]
                for (answer, code) in answers {
                    server.answers(answer)
                    try await eventually("it is \(code)") { instances.current.failure?.code == code }
                    #expect(instances.current.snapshot?.count == 1)
                }
                server.answers { request in
                    .init(
                        fields: [("X-Consul-Index", "1")],
                        body: good,
                        delay: request.path.contains("index") ? .seconds(1) : .zero
                    )
                }
                try await eventually("it is back") { instances.current.failure == nil }
            }
        }
    }

    @Test(arguments: [1_000, 10_000])
    func manyInstances(count: Int) async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                try await agent.fill("web", count: count)
                let counting = CountingTransport(transport)
                let resolver = ConsulResolver(Consul(agent.url(), over: counting), service: "web")
                let clock = ContinuousClock()
                try await watching(resolver) { snapshots in
                    let start = clock.now
                    let snapshot = try await snapshots.next(count: count)
                    print("Consul: \(count) instances resolved in \(start.duration(to: clock.now))")
                    #expect(Set(snapshot.instances.map(\.address)).count == count)
                    // One joins and one leaves.
                    try await agent.put("/v1/catalog/deregister", #"{"Node": "n1", "ServiceID": "i1"}"#)
                    try await snapshots.next(count: count - 1)
                    try await agent.fill("web", count: 2)
                    try await snapshots.next(count: count)
                    print("Consul: \(counting.watchCount) requests for 3 sets of \(count) instances")
                }
                #expect(counting.watchCount < 25)
            }
        }
    }

    /// The registry is asked once for all endpoints, and hardly ever while nothing happens.
    @Test func anIdleRegistryIsLeftAlone() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                try await agent.fill("web", count: 3)
                let counting = CountingTransport(transport)
                let consul = Consul(agent.url(), over: counting)
                let discovery = discovery()
                let one = discovery.instances(of: ConsulResolver(consul, service: "web"))
                let two = discovery.instances(of: ConsulResolver(consul, service: "web"))
                let nobody = discovery.instances(of: ConsulResolver(consul, service: "nobody"))
                let time = Duration.seconds(4)
                try await running(discovery) {
                    for instances in [one, two, nobody] { try await instances.waitUntilResolved() }
                    // The question that waits follows at once, two for each service.
                    try await eventually("both wait") { counting.watchCount >= 4 }
                    let start = ContinuousClock.now
                    try await eventually("time has passed") { ContinuousClock.now - start > time }
                }
                #expect(counting.watchCount == 4)
                let waiting = counting.targets.filter { $0.contains("wait=300000ms") }
                #expect(waiting.count == 2)
                print(
                    "Consul: \(counting.watchCount - 4) requests in \(time) of 2 idle watches of 3 endpoints;",
                    "each asks once in 300 s, \(60.0 / 300) a minute"
                )
            }
        }
    }

    /// A busy registry gets two requests a second from each watch.
    @Test func aBusyRegistryIsSpared() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let counting = CountingTransport(transport)
                try await watching(ConsulResolver(Consul(agent.url(), over: counting), service: "web")) { snapshots in
                    #expect(try await snapshots.next().isEmpty)
                    let start = ContinuousClock.now
                    for number in 1...300 { try await agent.fill("web", count: number % 64 + 1) }
                    let duration = start.duration(to: .now)
                    let bound = Int(duration / .milliseconds(500)) + 4
                    print("Consul: \(counting.watchCount) requests during 300 transactions in \(duration)")
                    #expect(counting.watchCount <= bound)
                    try await snapshots.next(count: 64)
                }
            }
        }
    }
}
