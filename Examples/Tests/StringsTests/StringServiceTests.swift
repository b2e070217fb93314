import InMemoryLogging
import Logging
import Testing

@testable import Strings

@Suite("The string service")
struct StringServiceTests {
    @Test(
        "texts have capitals and bytes",
        arguments: [("hello", "HELLO", 5), ("Straße", "STRASSE", 7), ("é", "É", 2), ("1 + 1", "1 + 1", 5)]
    )
    func texts(text: String, capitals: String, count: Int) async throws {
        let service = BasicStringService()
        #expect(try service.uppercase(text) == capitals)
        #expect(service.count(text) == count)
    }

    @Test("no text has no capitals, but a length")
    func noText() {
        #expect(throws: StringError.empty) { try BasicStringService().uppercase("") }
        #expect(BasicStringService().count("") == 0)
    }

    @Test("calls and errors are counted")
    func counting() async throws {
        let counts = CallCounts()
        let service = BasicStringService().counting(in: counts)
        _ = try await service.uppercase("a")
        await #expect(throws: StringError.empty) { try await service.uppercase("") }
        _ = await service.count("")
        #expect(counts.current == StringStats(uppercase: .init(calls: 2, errors: 1), count: .init(calls: 1)))
    }

    @Test("calls are logged with what went in and what came out")
    func logging() async throws {
        let log = InMemoryLogHandler()
        let service = BasicStringService().logging(to: Logger(label: "test", factory: { _ in log }))
        _ = try await service.uppercase("hello")
        await #expect(throws: StringError.empty) { try await service.uppercase("") }
        _ = await service.count("two\nlines")

        let lines = log.entries.map { entry in
            ["method", "input", "output", "error"].compactMap { key in entry.metadata[key].map { "\(key)=\($0)" } }
                .joined(separator: " ")
        }
        #expect(
            lines == [
                #"method=uppercase input="hello" output="HELLO""#,
                #"method=uppercase input="" error=empty"#,
                #"method=count input="two\nlines" output=9"#,
            ]
        )
        #expect(log.entries.allSatisfy { $0.metadata["took"] != nil })
    }

    @Test("a long text is logged in part")
    func longTexts() async throws {
        let log = InMemoryLogHandler()
        let service = BasicStringService().logging(to: Logger(label: "test", factory: { _ in log }))
        _ = await service.count(String(repeating: "a", count: 1_000))
        #expect(log.entries.first?.metadata["input"] == "\"\(String(repeating: "a", count: 100))\"")
    }
}
