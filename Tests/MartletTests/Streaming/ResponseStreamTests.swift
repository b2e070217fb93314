import Martlet
import MartletTesting
import Testing

@Suite struct ResponseStreamTests {
    private let log = EventLog()

    private func watch<Element>(_ stream: ResponseStream<Element>, _ label: String = "end") -> ResponseStream<Element> {
        stream.onEnd { [log] end in
            switch end {
            case .finished: log.append("\(label) finished")
            case .failed(let error): log.append("\(label) failed \(type(of: error))")
            case .cancelled: log.append("\(label) cancelled")
            }
        }
        return stream
    }

    @Test func elementsInOrder() async throws {
        var elements: [Int] = []
        for try await element in ResponseStream([1, 2, 3]) { elements.append(element) }
        #expect(elements == [1, 2, 3])
    }

    @Test func empty() async throws {
        let stream = watch(ResponseStream([Int]()))
        for try await element in stream { Issue.record("unexpected \(element)") }
        #expect(log.events == ["end finished"])
    }

    /// The reader asks, the producer answers: nothing is produced ahead.
    @Test func producesOnDemand() async throws {
        let produced = EventLog()
        let source = AsyncStream<Int>(unfolding: { [count = Count()] in
            let number = count.next()
            produced.append("\(number)")
            return number <= 3 ? number : nil
        })
        var iterator = ResponseStream(source).makeAsyncIterator()
        #expect(produced.events.isEmpty)
        #expect(try await iterator.next() == 1)
        #expect(produced.events == ["1"])
        #expect(try await iterator.next() == 2)
        #expect(produced.events == ["1", "2"])
    }

    @Test func sequenceWithItsOwnErrorType() async throws {
        let marked = MarkedError()
        let source = AsyncThrowingStream<Int, any Error> {
            $0.yield(1)
            $0.finish(throwing: marked)
        }
        let stream = watch(ResponseStream(source))
        var elements: [Int] = []
        let error = await #expect(throws: MarkedError.self) {
            for try await element in stream { elements.append(element) }
        }
        #expect(error === marked)
        #expect(elements == [1])
        #expect(log.events == ["end failed MarkedError"])
    }

    @Test func finished() async throws {
        let stream = watch(ResponseStream([1, 2]))
        var iterator = stream.makeAsyncIterator()
        #expect(try await iterator.next() == 1)
        #expect(try await iterator.next() == 2)
        #expect(log.events.isEmpty, "the stream ends when the reader is told so, not with the last element")
        #expect(try await iterator.next() == nil)
        #expect(log.events == ["end finished"])
        #expect(try await iterator.next() == nil)
        #expect(log.events == ["end finished"], "hooks run once")
    }

    @Test func severalHooksInTheOrderOfRegistration() async throws {
        let stream = watch(watch(watch(ResponseStream([1]), "first"), "second"), "third")
        for try await _ in stream {}
        #expect(log.events == ["first finished", "second finished", "third finished"])
    }

    @Test func lateRegistrationRunsAtOnce() async throws {
        let stream = watch(ResponseStream([1]), "early")
        for try await _ in stream {}
        _ = watch(stream, "late")
        #expect(log.events == ["early finished", "late finished"])
    }

    @Test func droppedUnread() {
        do {
            _ = watch(ResponseStream([1, 2]))
        }
        #expect(log.events == ["end cancelled"])
    }

    @Test func droppedWithAnIteratorThatNeverRead() {
        do {
            _ = watch(ResponseStream([1, 2])).makeAsyncIterator()
        }
        #expect(log.events == ["end cancelled"])
    }

    @Test func droppedHalfWay() async throws {
        func readOne() async throws {
            for try await element in watch(ResponseStream([1, 2, 3])) {
                #expect(element == 1)
                break
            }
        }
        try await readOne()
        #expect(log.events == ["end cancelled"])
    }

    /// A response may stay in a variable long after its reader gave up.
    @Test func droppedHalfWayWhileTheResponseIsKept() async throws {
        let stream = watch(ResponseStream([1, 2, 3]))
        for try await _ in stream { break }
        #expect(log.events == ["end cancelled"])
        withExtendedLifetime(stream) {}
    }

    @Test func keptCopiesKeepItRunningUntilItIsRead() async throws {
        let stream = watch(ResponseStream([1, 2, 3]))
        do {
            _ = [stream, stream]
        }
        #expect(log.events.isEmpty)
        for try await _ in stream {}
        #expect(log.events == ["end finished"])
    }

    @Test func readerCancelled() async throws {
        let (source, producer) = AsyncStream.makeStream(of: Int.self)
        let stream = watch(ResponseStream(source))
        let first = Gate()
        let reader = Task {
            var count = 0
            for try await _ in stream {
                count += 1
                first.open()
            }
            return count
        }
        producer.yield(1)
        await first.wait()
        reader.cancel()
        #expect(try await reader.value == 1)
        #expect(log.events == ["end cancelled"])
    }

    @Test func producerThrowsCancellation() async throws {
        let source = AsyncThrowingStream<Int, any Error> { $0.finish(throwing: CancellationError()) }
        let stream = watch(ResponseStream(source))
        await #expect(throws: CancellationError.self) {
            for try await _ in stream {}
        }
        #expect(log.events == ["end cancelled"])
    }

    @Test func readInTheIsolationOfTheCaller() async throws {
        let reader = Reader()
        #expect(try await reader.sum(of: ResponseStream([1, 2, 3])) == 6)
    }

    private actor Reader {
        func sum(of stream: ResponseStream<Int>) async throws -> Int {
            var sum = 0
            for try await element in stream { sum += element }
            return sum
        }
    }
}
