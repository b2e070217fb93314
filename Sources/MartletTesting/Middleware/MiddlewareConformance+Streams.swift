import Martlet
import Synchronization

private struct ProducerError: Error {}

/// The checks of responses that outlive the call.
extension MiddlewareConformance {
    static func checkStreams(_ middleware: some Middleware) async throws {
        try await checkStreamRead(middleware)
        try await checkStreamFailed(middleware)
        try await checkStreamDropped(middleware)
    }

    private static func checkStreamRead(_ middleware: some Middleware) async throws {
        let ends = Ends()
        let stream = try await ends.endpoint(ResponseStream([1, 2, 3]), middleware)(1)
        try require(ends.all.isEmpty, "the stream had ended (\(ends)) before the caller read it")
        var elements: [Int] = []
        for try await element in stream {
            try require(ends.all.isEmpty, "the stream had ended (\(ends)) before its last element")
            elements.append(element)
        }
        try require(elements == [1, 2, 3], "the stream had 1, 2, 3, the caller read \(elements)")
        try require(ends.all == ["finished"], "the stream was read to its end, and its hook saw: \(ends)")
    }

    private static func checkStreamFailed(_ middleware: some Middleware) async throws {
        let ends = Ends()
        let broken = AsyncThrowingStream<Int, any Error> { $0.finish(throwing: ProducerError()) }
        let stream = try await ends.endpoint(ResponseStream(broken), middleware)(1)
        do {
            for try await _ in stream {}
        } catch is ProducerError {
            try require(ends.all == ["failed"], "the stream failed, and its hook saw: \(ends)")
            return
        }
        throw Problem("the stream failed, and the caller did not see it")
    }

    private static func checkStreamDropped(_ middleware: some Middleware) async throws {
        let ends = Ends()
        let made = Atomic(0)
        // The endpoint makes a stream in each call, so that nobody holds it afterwards.
        let endpoint = Endpoint("probe") { (_: Int) in
            made.add(1, ordering: .relaxed)
            return ends.watch(ResponseStream([1, 2, 3]))
        }
        .with(middleware)
        _ = try await endpoint(1)
        let expected = Array(repeating: "cancelled", count: made.load(ordering: .relaxed))
        try require(ends.all == expected, "the caller dropped the stream, and its hook saw: \(ends)")
    }

    /// The ends of one stream, as its innermost hook saw them.
    private final class Ends: Sendable, CustomStringConvertible {
        private let seen = Mutex<[String]>([])

        var all: [String] { seen.withLock { $0 } }

        var description: String { all.isEmpty ? "nothing" : all.joined(separator: ", ") }

        func watch(_ stream: ResponseStream<Int>) -> ResponseStream<Int> {
            stream.onEnd { end in
                let name =
                    switch end {
                    case .finished: "finished"
                    case .failed: "failed"
                    case .cancelled: "cancelled"
                    }
                self.seen.withLock { $0.append(name) }
            }
            return stream
        }

        func endpoint(
            _ stream: ResponseStream<Int>,
            _ middleware: some Middleware
        ) -> Endpoint<Int, ResponseStream<Int>> {
            let stream = watch(stream)
            return Endpoint("probe") { (_: Int) in stream }.with(middleware)
        }
    }
}
