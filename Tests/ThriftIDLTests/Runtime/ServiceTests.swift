import Logging
import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
import ServiceLifecycle
import Testing

@Suite("Generated services, over a connection")
struct ServiceTests {
    @Test("All kinds of methods, inherited ones too", arguments: ThriftProtocolKind.allCases)
    func kitchen(kind: ThriftProtocolKind) async throws {
        let cook = Cook()
        try await withServer(KitchenEndpoints(cook).bindings, kind) { client async throws in
            let kitchen = KitchenClient(KitchenEndpoints(ThriftCaller(client)))
            try await kitchen.ping()
            try await kitchen.nothing()
            #expect(try await kitchen.point(key: "a") == Point(x: 1, label: "a"))
            #expect(try await kitchen.scalars(value: Sinks.scalars) == Sinks.scalars)
            #expect(try await kitchen.containers(value: Sinks.containers) == Sinks.containers)
            #expect(try await kitchen.number(value: 1, large: 2, text: "abc", color: .blue, flag: true) == 13)
            #expect(try await kitchen.nested(shapes: [.side(1)], trees: [1: Sinks.tree]) == [["root": .side(1)]])
            #expect(try await kitchen.paint(paint: .blue) == .blue)
            #expect(try await kitchen.blob(value: [1, 2]) == [2, 1])
            #expect(try await kitchen.shape(value: .radius(1)) == .radius(1))
            #expect(try await kitchen.tree(value: Sinks.tree) == Sinks.tree)
            #expect(
                try await kitchen.withAVeryLongName(theFirstArgument: 1, theSecondArgument: 2, theThirdArgument: 3) == 6
            )
            try await kitchen.tell(news: "fresh")
            var news = cook.news.makeAsyncIterator()
            #expect(await news.next(isolation: #isolation) == "fresh")
        }
    }

    @Test("Exceptions that are declared arrive as they were thrown, others as a status")
    func exceptions() async throws {
        try await withServer(KitchenEndpoints(Cook()).bindings, .binary) { client async throws in
            let kitchen = KitchenClient(KitchenEndpoints(ThriftCaller(client)))
            await #expect(throws: Missing(key: "lost")) { try await kitchen.point(key: "lost") }
            await #expect(throws: Broken(code: 1)) { try await kitchen.fail(code: 1) }
            await #expect(throws: Missing(key: "2")) { try await kitchen.fail(code: 2) }
            await #expect { try await kitchen.fail(code: 3) } throws: { Status($0).code == .notFound }
            try await kitchen.fail(code: 0)
        }
    }

    @Test("Go kit's add service, with a layer around an endpoint")
    func add() async throws {
        try await withServer(AddServiceEndpoints(Adder()).bindings, .compact) { client async throws in
            var endpoints = AddServiceEndpoints(ThriftCaller(client))
            endpoints.sum = endpoints.sum.with(Timeout(.seconds(10)))
            let adder = AddServiceClient(endpoints)
            #expect(try await adder.sum(a: 1, b: 2) == SumReply(value: 3))
            #expect(try await adder.concat(a: "a", b: "b") == ConcatReply(value: "ab"))
            #expect(try await adder.sum(a: 0, b: 0).err == "can't sum two zeroes")
        }
    }

    @Test("A method is idempotent where the IDL says so")
    func idempotence() {
        let endpoints = KitchenEndpoints(Cook())
        #expect(endpoints.ping.isIdempotent)
        #expect(!endpoints.nothing.isIdempotent)
    }
}

// MARK: Services

private final class Cook: Kitchen {
    let news: AsyncStream<String>
    private let told: AsyncStream<String>.Continuation

    init() {
        (news, told) = AsyncStream.makeStream()
    }

    func point(key: String) async throws -> Point {
        guard key != "lost" else { throw Missing(key: key) }
        return Point(x: 1, label: key)
    }

    func ping() async throws {}
    func nothing() async throws {}
    func tell(news: String) async throws { told.yield(news) }
    func scalars(value: Scalars) async throws -> Scalars { value }
    func containers(value: Containers) async throws -> Containers { value }

    func number(value: Int32, large: Int64, text: String, color: Color, flag: Bool) async throws -> Int32 {
        value + Int32(large) + Int32(text.utf8.count) + color.rawValue + (flag ? 1 : 0)
    }

    func nested(shapes: [Shape], trees: [Int32: Tree]) async throws -> [[String: Shape]] {
        zip(shapes, trees.values).map { [$1.name: $0] }
    }

    func fail(code: Int32) async throws {
        switch code {
        case 0: break
        case 1: throw Broken(code: code)
        case 2: throw Missing(key: "2")
        default: throw Status(.notFound, "nothing is called \(code)")
        }
    }

    func paint(paint: Paint) async throws -> Color { paint }
    func blob(value: ThriftBinary) async throws -> ThriftBinary { ThriftBinary(value.bytes.reversed()) }
    func shape(value: Shape) async throws -> Shape { value }
    func tree(value: Tree) async throws -> Tree { value }

    func withAVeryLongName(
        theFirstArgument: Int64,
        theSecondArgument: Int64,
        theThirdArgument: Int64
    ) async throws -> Int64 {
        theFirstArgument + theSecondArgument + theThirdArgument
    }
}

private struct Adder: AddService {
    func sum(a: Int64, b: Int64) async throws -> SumReply {
        a == 0 && b == 0 ? SumReply(err: "can't sum two zeroes") : SumReply(value: a + b)
    }

    func concat(a: String, b: String) async throws -> ConcatReply { ConcatReply(value: a + b) }
}

/// Runs a server on a free port of the loopback interface, and a client of it.
private func withServer(
    _ bindings: ThriftBindings,
    _ kind: ThriftProtocolKind,
    body: (ThriftClient) async throws -> Void
) async throws {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var configuration = ThriftServer.Configuration()
    configuration.protocol = kind
    configuration.onListening = { listening.yield($0.port ?? 0) }
    let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    let server = ThriftServer(
        bindings,
        on: .hostname("127.0.0.1", port: 0),
        configuration: configuration,
        logger: silent
    )
    let group = ServiceGroup(services: [server], logger: silent)
    async let running: Void = group.run()
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next(isolation: #isolation))
    var clientConfiguration = ThriftClient.Configuration()
    clientConfiguration.protocol = kind
    let client = try ThriftClient(to: .hostname("127.0.0.1", port: port), configuration: clientConfiguration)
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(client))
    } catch {
        result = .failure(error)
    }
    await client.close()
    await group.triggerGracefulShutdown()
    try await running
    try result.get()
}
