import Martlet
import NIOCore
import Testing

@testable import MartletTesting

@Suite struct BodyPipeTests {
    @Test func handsOverInOrder() async throws {
        let pipe = BodyPipe()
        async let written: Void = {
            for number in 0..<100 { try await pipe.write(ByteBuffer(string: "\(number) ")) }
            pipe.end(with: nil)
        }()
        var text = ""
        for try await piece in pipe { text += String(buffer: piece) }
        try await written
        #expect(text.split(separator: " ").compactMap { Int($0) } == Array(0..<100))
    }

    @Test func errorOfTheWriterReachesTheReader() async throws {
        let pipe = BodyPipe()
        pipe.end(with: Status(.unavailable))
        let status = try await #require(throws: Status.self) { for try await _ in pipe {} }
        #expect(status.code == .unavailable)
    }

    @Test func writerIsToldThatTheReaderHasGone() async throws {
        let pipe = BodyPipe()
        let writer = Task {
            try await pipe.write(ByteBuffer(string: "1"))
            try await pipe.write(ByteBuffer(string: "2"))
        }
        var iterator: BodyPipe.AsyncIterator? = pipe.makeAsyncIterator()
        #expect(try await iterator?.next() == ByteBuffer(string: "1"))
        iterator = nil
        await #expect(throws: CancellationError.self) { try await writer.value }
    }

    @Test func cancelledReaderIsLetGo() async throws {
        let pipe = BodyPipe()
        let reader = Task { for try await _ in pipe {} }
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
    }
}
