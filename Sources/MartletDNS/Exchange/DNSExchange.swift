import Martlet
import MartletDNSMessage
import NIOCore
import NIOPosix
import Synchronization

/// Sends one question to one server and waits for the answer. It ends at once when the task is cancelled; how long to wait
/// is the caller's matter.
struct DNSExchange: Sendable {
    let query: DNSQuery
    let server: DNSServer
    let group: any EventLoopGroup

    /// Asks with a datagram, from a port of its own that the system chooses at random.
    ///
    /// - Parameter refused: Told of each datagram that came and was no answer.
    /// - Returns: The answer; `nil` when it is to be asked for with ``stream()``.
    func datagram(ignored: @escaping @Sendable () -> Void) async throws -> DNSMessage? {
        let loop = group.next()
        let result = loop.makePromise(of: DNSMessage?.self)
        // The socket is connected: the system drops what others send, and says so when nobody is there.
        let opening = DatagramBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = DatagramAnswerHandler(query: query, result: result, ignored: ignored)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(to: server.address)
        return try await finish(result, opening)
    }

    /// Asks over a connection.
    func stream() async throws -> DNSMessage {
        let loop = group.next()
        let result = loop.makePromise(of: DNSMessage.self)
        let opening = ClientBootstrap(group: loop)
            .connectTimeout(.minutes(1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = StreamAnswerHandler(query: query, result: result)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(to: server.address)
        return try await finish(result, opening)
    }

    /// Waits for the result, and closes the channel when it is there, also when that is before the channel is open.
    private func finish<Answer: Sendable>(
        _ result: EventLoopPromise<Answer>,
        _ opening: EventLoopFuture<any Channel>
    ) async throws -> Answer {
        opening.whenComplete { opened in
            switch opened {
            case .failure(let error): result.fail(error)
            case .success(let channel): result.futureResult.whenComplete { _ in channel.close(promise: nil) }
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await result.futureResult.get()
            } onCancel: {
                // A promise that has its value already ignores this.
                result.fail(CancellationError())
            }
        } catch let error as Status {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Status(.unavailable, "the DNS server \(server) cannot be reached", underlying: error)
        }
    }
}
