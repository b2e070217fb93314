import Martlet
import Testing

@Suite struct ResponseStreamMapTests {
    private let log = EventLog()

    private func watch<Element>(_ stream: ResponseStream<Element>, _ label: String) -> ResponseStream<Element> {
        stream.onEnd { [log] in log.append("\(label) \($0)") }
        return stream
    }

    @Test func elementsAndEnd() async throws {
        let mapped = watch(watch(ResponseStream([1, 2]), "inner").map { "\($0)" }, "outer")
        var elements: [String] = []
        for try await element in mapped { elements.append(element) }
        #expect(elements == ["1", "2"])
        #expect(log.events == ["inner finished", "outer finished"])
    }

    @Test func errorOfTheTransformEndsBoth() async throws {
        func read() async throws {
            let mapped = watch(ResponseStream([1, 2]), "inner").map { (number: Int) -> Int in
                guard number < 2 else { throw ProfileError.notFound("\(number)") }
                return number
            }
            for try await element in watch(mapped, "outer") { #expect(element == 1) }
        }
        await #expect(throws: ProfileError.self) { try await read() }
        #expect(Set(log.events) == ["inner cancelled", "outer failed(MartletTests.ProfileError.notFound(\"2\"))"])
    }

    @Test func droppedUnreadEndsBoth() {
        do {
            _ = watch(watch(ResponseStream([1, 2]), "inner").map { $0 }, "outer")
        }
        #expect(log.events.sorted() == ["inner cancelled", "outer cancelled"])
    }

    @Test func droppedHalfWayWhileItIsKeptEndsBoth() async throws {
        let mapped = watch(watch(ResponseStream([1, 2]), "inner").map { $0 }, "outer")
        for try await _ in mapped { break }
        #expect(log.events.sorted() == ["inner cancelled", "outer cancelled"])
        withExtendedLifetime(mapped) {}
    }
}
