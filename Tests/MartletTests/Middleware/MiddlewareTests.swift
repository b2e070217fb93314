import Martlet
import MartletTesting
import Synchronization
import Testing

private final class CallCounter: Middleware {
    private let started = Atomic(0)
    private let ended = Atomic(0)

    var counts: [Int] { [started.load(ordering: .relaxed), ended.load(ordering: .relaxed)] }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        started.add(1, ordering: .relaxed)
        defer { ended.add(1, ordering: .relaxed) }
        return try await next(request)
    }
}

private struct Generic<Value: Sendable>: Middleware {
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await next(request)
    }
}

private struct NameReader: Middleware {
    let log: EventLog

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        log.append(next.name)
        return try await next(request)
    }
}

@Suite struct MiddlewareTests {
    @Test func calledConcurrently() async throws {
        let counter = CallCounter()
        let double = Endpoint("double") { (number: Int) in
            await Task.yield()
            return number * 2
        }
        .with(counter, Optional(counter), counter)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    let response = try await double(number)
                    #expect(response == number * 2)
                }
            }
            try await group.waitForAll()
        }
        #expect(counter.counts == [3_000, 3_000])
    }

    @Test func stateIsSharedByTheEndpointsThatAreGivenTheSameValue() async throws {
        let counter = CallCounter()
        let one = Endpoint<Int, Empty>.nop("one").with(counter)
        let two = Endpoint<String, Empty>.nop("two").with(counter)
        _ = try await one(1)
        _ = try await two("2")
        #expect(counter.counts == [2, 2])
    }

    @Test func nameOfTheEndpointIsVisibleThroughTheChain() async throws {
        let log = EventLog()
        let reader = NameReader(log: log)
        let endpoint = Endpoint<Int, Empty>.nop("centre").with(reader).with("closure", { try await $1($0) })
            .with(reader, reader)
        _ = try await endpoint(1)
        #expect(log.events == ["centre", "centre", "centre"])
    }

    @Test func layerNameIsTheTypeWithoutItsArguments() {
        #expect(CallCounter().layerNames == ["CallCounter"])
        #expect(Generic<Int>().layerNames == ["Generic"])
        #expect(Generic<[String: Generic<Int>]>().layerNames == ["Generic"])
    }

    /// `next` is a value that child tasks can call: this is how a hedge is written.
    @Test func nextFromChildTasks() async throws {
        let gate = Gate()
        let attempts = Atomic(0)
        let endpoint = Endpoint("slow once") { (_: Int) in
            let attempt = attempts.add(1, ordering: .relaxed).newValue
            if attempt == 1 { try await gate.waitUnlessCancelled() }
            return attempt
        }
        .with(Hedge())
        #expect(try await endpoint(1) == 2)
    }

    private struct Hedge: Middleware {
        func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
            try await withThrowingTaskGroup(of: Next.Response.self) { group in
                for _ in 1...2 { group.addTask { try await next(request) } }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw Status(.internal) }
                return first
            }
        }
    }
}
