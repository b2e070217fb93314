import Martlet
import NIOCore
import Synchronization

/// Hands a body over piece by piece: a writer waits until its piece has been taken, as it would for a slow peer.
final class BodyPipe: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private enum State {
        case idle
        case reading(CheckedContinuation<ByteBuffer?, any Error>)
        case writing(ByteBuffer, CheckedContinuation<Void, any Error>)
        case ended((any Error)?)
    }

    private let state = Mutex(State.idle)

    // MARK: The writer

    func write(_ piece: ByteBuffer) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (writer: CheckedContinuation<Void, any Error>) in
                let resume: () -> Void = state.withLock { state in
                    switch state {
                    case .idle where !Task.isCancelled:
                        state = .writing(piece, writer)
                        return {}
                    case .reading(let reader):
                        state = .idle
                        return {
                            reader.resume(returning: piece)
                            writer.resume()
                        }
                    case .idle, .writing, .ended:
                        return { writer.resume(throwing: CancellationError()) }
                    }
                }
                resume()
            }
        } onCancel: {
            end(with: CancellationError())
        }
    }

    /// Ends the body; a reader or a writer that waits is let go.
    func end(with error: (any Error)?) {
        let resume: () -> Void = state.withLock { state in
            switch state {
            case .idle:
                state = .ended(error)
                return {}
            case .reading(let reader):
                state = .ended(error)
                return { if let error { reader.resume(throwing: error) } else { reader.resume(returning: nil) } }
            case .writing(_, let writer):
                state = .ended(error)
                return { writer.resume(throwing: CancellationError()) }
            case .ended:
                return {}
            }
        }
        resume()
    }

    // MARK: The reader

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pipe: self)
    }

    /// Reads the body. When the reader goes, the writer is told.
    final class AsyncIterator: AsyncIteratorProtocol {
        private let pipe: BodyPipe

        init(pipe: BodyPipe) {
            self.pipe = pipe
        }

        deinit {
            pipe.end(with: CancellationError())
        }

        func next() async throws -> ByteBuffer? {
            try await pipe.read()
        }
    }

    private func read() async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (reader: CheckedContinuation<ByteBuffer?, any Error>) in
                let resume: () -> Void = state.withLock { state in
                    switch state {
                    case .idle:
                        state = .reading(reader)
                        return {}
                    case .writing(let piece, let writer):
                        state = .idle
                        return {
                            reader.resume(returning: piece)
                            writer.resume()
                        }
                    case .reading:
                        return { reader.resume(throwing: Status(.internal, "a body has one reader")) }
                    case .ended(let error?):
                        return { reader.resume(throwing: error) }
                    case .ended(nil):
                        return { reader.resume(returning: nil) }
                    }
                }
                resume()
            }
        } onCancel: {
            end(with: CancellationError())
        }
    }
}
