import Martlet
import Testing

private protocol StringService: Sendable {
    func uppercase(_ text: String) async throws -> String
    func count(_ text: String) async -> Int
}

private struct RealStringService: StringService {
    func uppercase(_ text: String) async throws -> String {
        guard !text.isEmpty else { throw Status(.invalidArgument, "empty string") }
        return text.uppercased()
    }

    func count(_ text: String) async -> Int { text.utf8.count }
}

private actor Counter {
    private var total = 0

    func add(_ number: Int) -> Int {
        total += number
        return total
    }
}

@Suite struct EndpointTests {
    private let service = RealStringService()

    @Test func closure() async throws {
        let count = Endpoint("count") { (text: String) in text.utf8.count }
        #expect(try await count("hello") == 5)
    }

    @Test func closureWithTypesFromTheContext() async throws {
        let count: Endpoint<String, Int> = Endpoint("count") { await service.count($0) }
        #expect(try await count("hello") == 5)
    }

    @Test func methodReference() async throws {
        let count = Endpoint("count", service.count)
        let uppercase = Endpoint("uppercase", service.uppercase)
        #expect(try await count("hello") == 5)
        #expect(try await uppercase("hello") == "HELLO")
    }

    @Test func methodReferenceOfAGenericService() async throws {
        func endpoint(_ service: some StringService) -> Endpoint<String, Int> { Endpoint("count", service.count) }
        #expect(try await endpoint(service)("hello") == 5)
    }

    @Test func methodReferenceOfAnExistentialService() async throws {
        let service: any StringService = service
        let count = Endpoint("count", service.count)
        #expect(try await count("hello") == 5)
    }

    @Test func actor() async throws {
        let counter = Counter()
        let add = Endpoint("add") { (number: Int) in await counter.add(number) }
        #expect(try await add(2) == 2)
        #expect(try await add(3) == 5)
    }

    @Test func errorIsTheSameInstance() async throws {
        let marked = MarkedError()
        let broken = Endpoint("broken") { (_: Int) -> Int in throw marked }
        let error = await #expect(throws: MarkedError.self) { try await broken(1) }
        #expect(error === marked)
    }

    @Test func statusPassesUnchanged() async throws {
        let uppercase = Endpoint("uppercase", service.uppercase)
        let error = await #expect(throws: Status.self) { try await uppercase("") }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message == "empty string")
    }

    @Test func voidRequestAndResponse() async throws {
        let log = EventLog()
        let ping = Endpoint("ping") { (_: Void) in log.append("ping") }
        try await ping(())
        #expect(log.events == ["ping"])
    }

    @Test func nameAndDescription() {
        let bare = Endpoint("count", service.count)
        #expect(bare.name == "count")
        #expect(bare.layers.isEmpty)
        #expect("\(bare)" == "count")

        let log = EventLog()
        let wrapped = bare.with(Annotate("outer", log), Annotate("inner", log))
        #expect(wrapped.name == "count")
        #expect(wrapped.layers == ["outer", "inner"])
        #expect("\(wrapped)" == "count: outer > inner")
        #expect(bare.layers.isEmpty, "the wrapped endpoint is another value")
    }

    @Test func calledFromManyTasks() async throws {
        let double = Endpoint("double") { (number: Int) in
            await Task.yield()
            return number * 2
        }
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...1_000 { group.addTask { try await double(number) } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 1_001_000)
    }

    // MARK: Without a task

    @Test func aClosureThatNeverSuspendsCanBeCalledWithoutATask() throws {
        let count = Endpoint("count") { (text: String) in text.utf8.count }
        let call = try #require(count.synchronousCall)
        #expect(try call("hello") == 5)
    }

    @Test func whatMaySuspendCannot() {
        #expect(Endpoint("count", service.count).synchronousCall == nil)
        #expect(Endpoint("count") { (text: String) in await service.count(text) }.synchronousCall == nil)
        let count = Endpoint("count") { (text: String) in text.utf8.count }
        #expect(count.with("closure") { try await $1($0) }.synchronousCall == nil, "layers suspend")
        #expect(count.with(Annotate("layer", EventLog())).synchronousCall == nil)
        #expect(Endpoint(remote: "count") { (text: String) in text.utf8.count }.synchronousCall == nil)
    }

    @Test func errorsOfACallWithoutATaskKnowNoDelivery() throws {
        let broken = Endpoint("broken") { (_: Int) -> Int in
            var status = Status(.unavailable)
            status.delivery = .unprocessed
            throw status
        }
        let call = try #require(broken.synchronousCall)
        let error = #expect(throws: Status.self) { try call(1) }
        #expect(error?.code == .unavailable)
        #expect(error?.delivery == .unknown)
    }
}
