import Martlet
import NIOCore
import NIOHPACK
public import NIOPosix
public import ServiceLifecycle

/// Connections to one server of gRPC: pooled, multiplexed, made when they are needed and again when they are lost.
///
/// Endpoints are made by ``GRPCCaller``. The client connects with the first call, and works whether or not it is run; as a
/// service it closes its connections at the end. In a group it goes before the servers that call through it: a group shuts
/// down from the last service to the first, so the client goes when the last request has been answered.
///
/// ```swift
/// let client = GRPCClient(.hostname("127.0.0.1", port: 8082))
/// let add = GRPCCaller(client)
/// try await ServiceGroup(services: [client, server], logger: logger).run()
/// ```
///
/// - A call goes to the connection with the fewest calls. Where all have as many as the server allows, another connection is
///   made, up to a number; then calls wait.
/// - A server that goes away (GOAWAY) gets no more calls, and those that it says it has not seen are sent again, as is a call
///   that it refused unread (REFUSED_STREAM). What has failed for good says by `Status.delivery` whether the server may have
///   seen it.
/// - The deadline of a call covers the wait for a connection and the whole answer, streams too. It travels as
///   `grpc-timeout`. When it passes, and when the task is cancelled, the stream is reset, which cancels the work of the server.
///
/// A client that is released closes its connections.
public final class GRPCClient: Service {
    /// Where the server is.
    public let target: GRPCTarget

    let configuration: Configuration
    private let pool: ConnectionPool

    /// Makes a client. Nothing is connected yet.
    ///
    /// - Parameters:
    ///   - target: Where the server is.
    ///   - configuration: TLS, limits, times.
    ///   - group: The event loops that connections run on; those that the process shares unless others are given.
    public init(
        _ target: GRPCTarget,
        configuration: Configuration = Configuration(),
        group: MultiThreadedEventLoopGroup = .singleton
    ) {
        self.target = target
        self.configuration = configuration
        pool = ConnectionPool(target, configuration, group: group)
    }

    deinit {
        pool.shutDown()
    }

    /// Refuses further calls with `unavailable`, and closes the connections when the calls on them have ended.
    public func shutDown() {
        pool.shutDown()
    }

    /// Waits until the task is cancelled or shut down gracefully, then shuts down.
    public func run() async throws {
        // Both ways of ending are the ordinary end of a service.
        try? await gracefulShutdown()
        shutDown()
    }

    // MARK: Calls

    /// How often a call is sent again that the server has certainly not seen.
    private static let maximumResends = 2

    /// Sends a request of one message, and waits for an answer of one message.
    func send(_ head: HPACKHeaders, _ message: ByteBuffer, deadline: Deadline?) async throws -> ReceivedAnswer {
        var resends = 0
        while true {
            let stream = try await open(deadline, isSingle: true)
            do {
                return try await stream.send(head, message)
            } catch {
                guard Self.maySendAgain(error, resends, deadline) else { throw error }
                resends += 1
            }
        }
    }

    /// Sends a request of one message, and waits for the head of the answer.
    func begin(_ head: HPACKHeaders, _ message: ByteBuffer, deadline: Deadline?) async throws -> ClientStream {
        var resends = 0
        while true {
            let stream = try await open(deadline, isSingle: false)
            stream.begin(head, message)
            do {
                try await stream.waitForHeader()
                return stream
            } catch {
                guard Self.maySendAgain(error, resends, deadline) else { throw error }
                resends += 1
            }
        }
    }

    /// A place for a call of which nothing has been sent.
    func open(_ deadline: Deadline?, isSingle: Bool) async throws -> ClientStream {
        let connection = try await pool.take(until: deadline)
        let limit = configuration.receivedMessageByteCount
        return ClientStream(on: connection, deadline: deadline, limit: limit, isSingle: isSingle)
    }

    private static func maySendAgain(_ error: any Error, _ resends: Int, _ deadline: Deadline?) -> Bool {
        guard let status = error as? Status, status.delivery == .unprocessed, resends < maximumResends else {
            return false
        }
        return deadline?.hasPassed() != true
    }
}

extension GRPCClient: CustomStringConvertible {
    /// The target.
    public var description: String { target.description }
}
