import ArgumentParser
import ExampleTesting
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import Profiles
import Strings
import Testing

@testable import apigateway

/// The routes of the gateway, with services in the same process behind it.
@Suite("The gateway", .timeLimit(.minutes(1)))
struct GatewayRoutesTests {
    private func gateway(_ services: [String: HTTPRoutes]) throws -> Peer {
        // Longer than a busy machine keeps a call waiting.
        let app = try App.parse(["--file", "/nowhere", "--timeout", "60000"])
        let routes = app.buildRoutes(
            { service in Instances(services[service] == nil ? [] : [Instance(host: service, port: 80)]) },
            over: try InProcessServices(services),
            logger: silence
        )
        return Peer(try InProcessTransport(routes))
    }

    private var services: [String: HTTPRoutes] {
        let counts = CallCounts()
        return [
            "stringsvc": StringEndpoints(BasicStringService(), counts: counts).routes,
            "profilesvc": ProfileEndpoints(StoredProfileService(MemoryProfileStore())).routes,
        ]
    }

    @Test("the string service, with its statuses")
    func strings() async throws {
        let gateway = try gateway(services)
        #expect(
            try await gateway.send(.post, "/stringsvc/uppercase", #"{"s":"hello"}"#)
                == Answer(status: 200, body: #"{"v":"HELLO"}"#)
        )
        #expect(
            try await gateway.send(.post, "/stringsvc/count", #"{"s":"hello"}"#)
                == Answer(status: 200, body: #"{"v":5}"#)
        )
        // A mistake of the caller stays one, where Go kit's gateway answers 500.
        #expect(
            try await gateway.send(.post, "/stringsvc/uppercase", #"{"s":""}"#)
                == Answer(status: 400, body: #"{"error":"empty string","code":"invalid_argument"}"#)
        )
    }

    @Test("the profile service, with its statuses")
    func profiles() async throws {
        let gateway = try gateway(services)
        let profile = #"{"id":"1234","name":"Go Kit"}"#
        #expect(try await gateway.send(.post, "/profilesvc/profiles/", profile).status == 200)
        #expect(try await gateway.send(.post, "/profilesvc/profiles/", profile).status == 400)
        #expect(
            try await gateway.send(.get, "/profilesvc/profiles/1234")
                == Answer(status: 200, body: #"{"profile":{"id":"1234","name":"Go Kit"}}"#)
        )
        let missing = try await gateway.send(.get, "/profilesvc/profiles/5")
        #expect(missing == Answer(status: 404, body: #"{"error":"no profile has the id \"5\"","code":"not_found"}"#))
    }

    @Test("what is counted")
    func stats() async throws {
        let gateway = try gateway(services)
        _ = try await gateway.send(.post, "/stringsvc/count", #"{"s":"hello"}"#)
        #expect(
            try await gateway.send(.get, "/stats")
                == Answer(status: 200, body: #"{"http://stringsvc:80":{"sent":1,"answered":1,"failed":0,"retries":0}}"#)
        )
    }

    @Test("a service without instances is unavailable, and says so")
    func noInstances() async throws {
        let gateway = try gateway([:])
        let answer = try await gateway.send(.post, "/stringsvc/count", #"{"s":"hello"}"#)
        #expect(answer.status == 503)
        #expect(answer.body.contains(#""code":"unavailable""#), "\(answer.body)")
        #expect(try await gateway.send(.get, "/addsvc/sum").status == 404)
    }

    @Test(
        "wrong flags are explained",
        arguments: [
            [], ["--file", "a", "--consul", "b"], ["--consul", "a", "--etcd", "b"], ["--file", "a", "--attempts", "0"],
            ["--file", "a", "--timeout", "0"],
        ]
    )
    func wrongFlags(flags: [String]) {
        #expect(throws: (any Error).self) { try App.parse(flags) }
    }
}

/// Services in this process, by the host of the URL.
struct InProcessServices: HTTPTransport {
    private let services: [String: InProcessTransport]

    init(_ services: [String: HTTPRoutes]) throws {
        self.services = try services.mapValues { try InProcessTransport($0) }
    }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let host = request.origin.dropFirst("http://".count).prefix { $0 != ":" }
        guard let service = services[String(host)] else { throw Status(.unavailable, delivery: .unprocessed) }
        return try await service.send(request, deadline: deadline)
    }
}
