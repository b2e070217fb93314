import CoreMetrics
import InMemoryLogging
import Logging
import Martlet
import MetricsTestKit
import Testing

@testable import Adding

@Suite("The add service")
struct AddServiceTests {
    @Test(
        "numbers have a sum",
        arguments: [
            (1, 2, 3), (-1, 1, 0), (0, 5, 5), (2_147_483_646, 1, 2_147_483_647), (-2_147_483_647, -1, -2_147_483_648),
        ]
    )
    func sums(a: Int64, b: Int64, sum: Int64) throws {
        #expect(try BasicAddService().sum(a, b) == sum)
    }

    @Test("two zeroes have none")
    func twoZeroes() {
        #expect(throws: AddError.twoZeroes) { try BasicAddService().sum(0, 0) }
    }

    @Test(
        "nor have numbers whose sum has more than 32 bits",
        arguments: [
            (2_147_483_647, 1), (-2_147_483_648, -1), (Int64.max, 1), (.min, -1), (3_000_000_000, 0), (.max, .max),
        ] as [(Int64, Int64)]
    )
    func overflow(a: Int64, b: Int64) {
        #expect(throws: AddError.integerOverflow) { try BasicAddService().sum(a, b) }
    }

    @Test("texts are joined up to ten bytes")
    func texts() throws {
        #expect(try BasicAddService().concat("a", "b") == "ab")
        #expect(try BasicAddService().concat("", "") == "")
        #expect(try BasicAddService().concat("01234", "56789") == "0123456789")
        #expect(try BasicAddService().concat("éé", "éé5") == "éééé5")
        #expect(throws: AddError.maximumSizeExceeded) { try BasicAddService().concat("012345", "56789") }
        #expect(throws: AddError.maximumSizeExceeded) { try BasicAddService().concat("ééé", "ééé") }
    }

    @Test("errors are the caller's, in Go kit's words, which lead back to them")
    func errors() {
        #expect(
            AddError.allCases.map(\.message)
                == ["can't sum two zeroes", "integer overflow", "result exceeds maximum size"]
        )
        #expect(AddError.allCases.allSatisfy { Status($0).code == .invalidArgument })
        #expect(AddError.allCases.map { AddError(message: $0.message) } == AddError.allCases)
        #expect(AddError(message: "something else") == nil)
    }

    @Test("calls are logged with what went in and what came out")
    func logging() async throws {
        let log = InMemoryLogHandler()
        let service = BasicAddService().logging(to: Logger(label: "test", factory: { _ in log }))
        _ = try await service.sum(1, 2)
        _ = try await service.concat("a\n", "b")
        await #expect(throws: AddError.twoZeroes) { try await service.sum(0, 0) }

        let lines = log.entries.map { entry in
            ["method", "a", "b", "v", "err"].compactMap { key in entry.metadata[key].map { "\(key)=\($0)" } }
                .joined(separator: " ")
        }
        #expect(
            lines == [
                "method=sum a=1 b=2 v=3",
                "method=concat a=\"a\\n\" b=\"b\" v=a\nb",
                "method=sum a=0 b=0 err=twoZeroes",
            ]
        )
    }

    @Test("the business is counted, and a negative sum does not count")
    func counting() async throws {
        let metrics = TestMetrics()
        let service = BasicAddService().counting(in: metrics)
        _ = try await service.sum(1, 2)
        _ = try await service.sum(-5, 2)
        _ = try await service.sum(4, 0)
        _ = try await service.concat("é", "b")
        #expect(try metrics.expectCounter("addsvc_integers_summed").totalValue == 7)
        #expect(try metrics.expectCounter("addsvc_characters_concatenated").totalValue == 3)
    }

    @Test("rejected calls do not open the breaker, as they do in Go kit")
    func rejections() async throws {
        var protection = AddProtection()
        protection.rateLimit = CallRate(count: 1, burst: 1)
        protection.hasBreaker = true
        let endpoints = AddEndpoints(BasicAddService(), protection: protection)
        #expect(try await endpoints.sum(1, 2) == 3)
        for _ in 1...20 {
            let error = await #expect(throws: Status.self) { try await endpoints.sum(1, 2) }
            #expect(error?.code == .resourceExhausted)
        }
        // Each endpoint has its own.
        #expect(try await endpoints.concat("a", "b") == "ab")
    }

    @Test("nor do the errors of the business")
    func businessErrors() async throws {
        var protection = AddProtection()
        protection.hasBreaker = true
        let endpoints = AddEndpoints(BasicAddService(), protection: protection)
        for _ in 1...20 {
            await #expect(throws: AddError.twoZeroes) { try await endpoints.sum(0, 0) }
        }
        #expect(try await endpoints.sum(1, 2) == 3)
    }
}
