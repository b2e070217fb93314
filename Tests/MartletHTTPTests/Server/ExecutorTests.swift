import HTTPTypes
import Martlet
import MartletHTTP
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("Endpoints on other executors", .timeLimit(.minutes(1)))
struct ExecutorTests {
    private let routes = HTTPRoutes {
        Route(.get, "/stay/{n}", to: Endpoint("stay") { (n: Int) in n }) { try $0.parameter("n") }
        Route(
            .get,
            "/hop/{n}",
            to: Endpoint("hop") { (n: Int) in
                await Elsewhere.shared.visit()
                await Self.onMainActor()
                return n
            }
        ) { try $0.parameter("n") }
        Route(.get, "/main/{n}", to: Endpoint("main") { @MainActor (n: Int) async in n }) { try $0.parameter("n") }
        Route(
            .get,
            "/group/{n}",
            to: Endpoint("group") { (n: Int) in
                await withTaskGroup(of: Int.self) { group in
                    for part in 0..<n {
                        group.addTask {
                            await Elsewhere.shared.visit()
                            return part - part + 1
                        }
                    }
                    return await group.reduce(0, +)
                }
            }
        ) { try $0.parameter("n") }
        Route(
            .get,
            "/detached/{n}",
            to: Endpoint("detached") { (n: Int) in
                await Task.detached { n }.value
            }
        ) { try $0.parameter("n") }
    }

    @MainActor private static func onMainActor() {}

    @Test("64 connections, each with endpoints that leave their loop and come back", arguments: [2, 1])
    func hopping(threads: Int) async throws {
        try await withServer(routes) {
            $0.threads = .count(threads)
        } body: { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for connection in 0..<64 {
                    group.addTask {
                        try await server.withConnection { client in
                            for round in 0..<4 {
                                let n = connection * 4 % 50 + round
                                let targets = [
                                    "/stay/\(n)", "/hop/\(n)", "/main/\(n)", "/group/\(n)", "/detached/\(n)",
                                ]
                                try await client.send(targets.map { request("GET", $0) }.joined())
                                for target in targets {
                                    let response = try await client.response()
                                    #expect(response.status == 200 && response.body == "\(n)", "\(target)")
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a request begins and goes on on the thread of its connection")
    func staysOnTheLoop() async throws {
        let endpoint = Endpoint("threads") { (_: Empty) in
            let first = "\(pthread_self())"
            await Elsewhere.shared.visit()
            return [first, "\(pthread_self())"]
        }
        try await withServer(HTTPRoutes { Route(.get, "/", to: endpoint) }) { server in
            for _ in 0..<20 {
                try await server.withConnection { client in
                    try await client.send(request("GET", "/") + request("GET", "/"))
                    let first = try await client.response().body
                    let names = first.split(separator: "\"").filter { $0.count > 1 }
                    #expect(names.count == 2 && Set(names).count == 1, "\(first)")
                    #expect(try await client.response().body == first)
                }
            }
        }
    }

    @Test("an endpoint that never suspends is called without a task, and one with layers has its own")
    func withoutATask() async throws {
        let bare = Endpoint("bare") { (_: Empty) in withUnsafeCurrentTask { $0 != nil } }
        let routes = HTTPRoutes {
            Route(.get, "/bare", to: bare)
            Route(.get, "/layered", to: bare.with("layer") { try await $1($0) })
        }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/bare") + request("GET", "/layered"))
                #expect(try await client.response().body == "false")
                #expect(try await client.response().body == "true")
            }
        }
    }
}
