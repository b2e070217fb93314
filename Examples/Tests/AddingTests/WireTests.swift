import Adding
import Martlet
import Testing

@Suite("The add service on every wire", .timeLimit(.minutes(2)))
struct WireTests {
    @Test("the same results, and the same errors of the business with the same words", arguments: Wire.all)
    func answers(wire: Wire) async throws {
        try await withAddsvc(wire.serverFlags) { addsvc async throws in
            try await addsvc.call(wire) { service async throws in
                #expect(try await service.sum(1, 2) == 3)
                #expect(try await service.sum(-2_147_483_647, -1) == -2_147_483_648)
                #expect(try await service.sum(-1, 1) == 0)
                #expect(try await service.concat("a", "b") == "ab")
                #expect(try await service.concat("éé", "éé5") == "éééé5")
                #expect(try await service.concat("", "") == "")

                #expect(await status { try await service.sum(0, 0) } == "invalid_argument: can't sum two zeroes")
                #expect(await status { try await service.sum(.max, 1) } == "invalid_argument: integer overflow")
                #expect(
                    await status { try await service.concat("012345", "67890") }
                        == "invalid_argument: result exceeds maximum size"
                )
                // The connection is as good as before.
                #expect(try await service.sum(3, 4) == 7)
            }
        }
    }

    @Test("a service that is too slow is not waited for longer than there is time", arguments: Wire.all)
    func deadline(wire: Wire) async throws {
        let clock = ContinuousClock()
        let elapsed = try await clock.measure {
            try await withAddsvc(wire.serverFlags + ["--delay", "3600000"]) { addsvc async throws in
                try await addsvc.call(wire) { service async throws in
                    let elapsed = await clock.measure {
                        let text = await status { try await call(service, within: .milliseconds(100)) }
                        #expect(text.hasPrefix("deadline_exceeded: "))
                    }
                    #expect(elapsed >= .milliseconds(99) && elapsed < .seconds(10))
                }
            }
        }
        // Nor does the service go on with what nobody waits for: its end would take the time that calls in flight have.
        #expect(elapsed < .seconds(20))
    }

    /// Only the deadline of the context: nothing but the client of the wire ends the call.
    private func call(_ service: any AddService, within time: Duration) async throws -> Int64 {
        var context = RequestContext()
        context.deadline = .after(time)
        return try await RequestContext.$current.withValue(context) { try await service.sum(1, 2) }
    }

    @Test("calls above the rate are rejected, and do not open the breaker", arguments: Wire.all)
    func rateLimit(wire: Wire) async throws {
        try await withAddsvc(wire.serverFlags + ["--rate-limit", "1/1"]) { addsvc async throws in
            try await addsvc.call(wire) { service async throws in
                var rejectedCount = 0
                // One call per second passes, however long this takes; in Go kit's service six rejections open the breaker.
                while rejectedCount < 20 {
                    let text = await status { try await service.sum(1, 2) }
                    if text == "success" { continue }
                    #expect(text.hasPrefix("resource_exhausted: "))
                    rejectedCount += 1
                }
                #expect(try await service.concat("a", "b") == "ab")
            }
        }
    }

    @Test("failures over one wire open the breaker for all of them", arguments: Wire.listeners)
    func breaker(wire: Wire) async throws {
        let service = FailingAddService()
        try await withAddsvc(serving: service) { addsvc async throws in
            for number in 1...6 {
                let text = try await addsvc.call(wire) { service in await status { try await service.sum(1, 2) } }
                #expect(text == "internal: call \(number) failed")
            }
            for other in Wire.listeners {
                let text = try await addsvc.call(other) { service in await status { try await service.sum(1, 2) } }
                #expect(text.hasPrefix("unavailable: "), "\(other.testDescription)")
                #expect(service.callCount == 6)
            }
            // Each endpoint has its own.
            let text = try await addsvc.call(wire) { service in await status { try await service.concat("a", "b") } }
            #expect(text == "internal: call 7 failed")
        }
    }

    @Test("calls are counted with their ends, whichever wire they come over", arguments: Wire.all)
    func metrics(wire: Wire) async throws {
        try await withAddsvc(wire.serverFlags) { addsvc async throws in
            try await addsvc.call(wire) { service async throws in
                _ = try await service.sum(1, 2)
                _ = try await service.sum(3, 4)
                _ = await status { try await service.sum(0, 0) }
                _ = try await service.concat("a", "bc")
            }
            let page = try await addsvc.metrics()
            for line in [
                "addsvc_integers_summed_total 10",
                "addsvc_characters_concatenated_total 3",
                #"rpc_server_requests_total{rpc_method="sum",rpc_response_status_code="OK"} 2"#,
                #"rpc_server_requests_total{rpc_method="sum",rpc_response_status_code="INVALID_ARGUMENT"} 1"#,
                #"rpc_server_requests_total{rpc_method="concat",rpc_response_status_code="OK"} 1"#,
            ] {
                #expect(page.contains(line + "\n"), "\(page)")
            }
        }
    }

    @Test("all listeners stop at once, and a call in flight on each still gets its answer")
    func shutdown() async throws {
        let service = HeldAddService()
        try await withAddsvc(serving: service) { addsvc async throws in
            try await withThrowingTaskGroup(of: Int64.self) { calls in
                for (number, wire) in Wire.listeners.enumerated() {
                    calls.addTask { try await addsvc.call(wire) { try await $0.sum(Int64(number), 10) } }
                }
                var begun = service.begun.makeAsyncIterator()
                for _ in Wire.listeners { _ = await begun.next() }
                await addsvc.beginShutdown()
                for wire in Wire.listeners { try await addsvc.waitUntilRefusing(wire.listener) }
                // Whoever runs the service can see how it ends.
                #expect(try await addsvc.metrics().contains("# TYPE "))
                service.release()
                #expect(try await calls.reduce(into: Set()) { $0.insert($1) } == [10, 11, 12, 13, 14])
            }
            try await addsvc.waitUntilRefusing("admin port")
        }
    }
}
