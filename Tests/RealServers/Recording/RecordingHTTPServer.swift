import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An HTTP/1.1 server on 127.0.0.1 that records what it is sent and answers as it is told: for collectors that cannot be
/// installed, such as Circonus and Zipkin.
///
/// It knows nothing of what it receives, so it shows only what we send, not that anybody would take it: say so in the test.
/// Keep-alive, `Content-Length` and chunked bodies work; TLS, pipelining and HTTP/2 do not.
///
/// ```swift
/// let server = try RecordingHTTPServer()
/// server.answers(.init(status: 503, fields: [("Retry-After", "1")]))
/// // … the exporter sends to server.url("/module/httptrap/…") …
/// let first = try await server.requests(atLeast: 1)[0]
/// #expect(first.method == "PUT")
/// server.stop()  // as if it were killed; start() opens the same port again
/// ```
///
/// It stops when it is forgotten.
package final class RecordingHTTPServer: Sendable {
    /// A request as it came.
    package struct Request: Sendable {
        /// Such as `POST`.
        package let method: String
        /// Path and query.
        package let path: String
        /// The header fields.
        package let fields: HTTPFieldList
        /// The body, without transfer encoding.
        package let body: [UInt8]
        /// Which connection it came over, counted from 0: the same number for two requests means keep-alive.
        package let connection: Int

        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON.
        package func json() throws -> JSONValue { try JSONDecoder().decode(JSONValue.self, from: Data(body)) }
    }

    /// What it answers.
    package struct Answer: Sendable {
        /// The status code.
        package var status: Int
        /// Header fields beside `Content-Length`.
        package var fields: [(String, String)]
        /// The body.
        package var body: [UInt8]
        /// How long it waits before it answers.
        package var delay: Duration
        /// Whether it closes the connection instead of answering.
        package var hangsUp: Bool

        /// Makes an answer.
        package init(
            status: Int = 200,
            fields: [(String, String)] = [],
            body: String = "",
            delay: Duration = .zero,
            hangsUp: Bool = false
        ) {
            self.status = status
            self.fields = fields
            self.body = Array(body.utf8)
            self.delay = delay
            self.hangsUp = hangsUp
        }
    }

    /// Its port, the same after each start.
    package let port: Int

    private struct State {
        var listener: Descriptor?
        var connections: [Int: Descriptor] = [:]
        var connectionCount = 0
        var requests: [Request] = []
        var decide: @Sendable (Request) -> Answer
        var waiting: [Int: (count: Int, continuation: CheckedContinuation<[Request], any Error>)] = [:]
        var waitingCount = 0
    }
    private let state: Shared

    // What the threads hold, so that the server itself can be forgotten.
    private final class Shared: Sendable {
        let value: Mutex<State>
        init(_ value: sending State) { self.value = Mutex(value) }
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - answer: What it answers to every request.
    package convenience init(answer: Answer = Answer()) throws { try self.init { _ in answer } }

    /// Starts it with an answer that depends on the request.
    ///
    /// - Parameter decide: Gives the answer; runs on a thread of the connection.
    package init(_ decide: @escaping @Sendable (Request) -> Answer) throws {
        state = Shared(State(decide: decide))
        port = try FreePorts.tcp()
        try start()
    }

    deinit { stop() }

    /// What it answers from now on.
    package func answers(_ answer: Answer) { answers { _ in answer } }

    /// What it answers from now on.
    package func answers(_ decide: @escaping @Sendable (Request) -> Answer) {
        state.value.withLock { $0.decide = decide }
    }

    /// All requests so far, in the order of their arrival.
    package var requests: [Request] { state.value.withLock { $0.requests } }

    /// The address of a path on it.
    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Waits until so many requests have arrived, without polling.
    ///
    /// - Parameters:
    ///   - count: How many, counted from the start.
    ///   - limit: For how long to wait.
    /// - Throws: `NotYet` when the time is over, and `CancellationError` when the task is cancelled.
    package func requests(atLeast count: Int, within limit: Duration = .seconds(15)) async throws -> [Request] {
        let state = state
        let id = state.value.withLock { state -> Int in
            state.waitingCount += 1
            return state.waitingCount
        }
        let giveUp: @Sendable (any Error) -> Void = { error in
            let waiter = state.value.withLock { $0.waiting.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: error)
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let arrived = state.value.withLock { state -> [Request]? in
                    if state.requests.count >= count { return state.requests }
                    state.waiting[id] = (count, continuation)
                    return nil
                }
                if let arrived { return continuation.resume(returning: arrived) }
                DispatchQueue.global().asyncAfter(deadline: .now() + limit.seconds) {
                    let seen = state.value.withLock { $0.requests.count }
                    giveUp(NotYet(description: "After \(limit) \(seen) of \(count) requests have arrived."))
                }
                if Task.isCancelled { giveUp(CancellationError()) }
            }
        } onCancel: {
            giveUp(CancellationError())
        }
    }

    /// Opens its port again after `stop()`; what it recorded stays.
    package func start() throws {
        let listener = try Descriptor(type: streamType)
        listener.setOption(SO_REUSEADDR, Int32(1))
        try listener.bindToLoopback(port: port)
        guard listen(listener.number, 64) == 0 else { throw SystemError("listen") }
        state.value.withLock { $0.listener = listener }
        let shared = state
        Self.thread { Self.accept(on: listener, shared) }
    }

    /// Closes its port and all connections at once, as if it were killed.
    package func stop() {
        let (listener, connections) = state.value.withLock { state in
            defer {
                state.listener = nil
                state.connections = [:]
            }
            return (state.listener, state.connections)
        }
        if let listener { shutdown(listener.number, Int32(SHUT_RDWR)) }
        for connection in connections.values { shutdown(connection.number, Int32(SHUT_RDWR)) }
    }
}

// MARK: - Its threads: one that accepts, and one for each connection

extension RecordingHTTPServer {
    private static func thread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 512 * 1024
        thread.start()
    }

    private static func accept(on listener: Descriptor, _ shared: Shared) {
        while shared.value.withLock({ $0.listener === listener }) {
            // With a limit, since on some systems a shutdown does not end the wait.
            var wait = pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 200) > 0 else { continue }
            let number = Self.acceptOne(listener.number)
            guard number >= 0 else { continue }
            let connection = Descriptor(number)
            let id = shared.value.withLock { state -> Int? in
                guard state.listener === listener else { return nil }
                let id = state.connectionCount
                state.connectionCount += 1
                state.connections[id] = connection
                return id
            }
            guard let id else { break }
            thread {
                try? serve(connection, id, shared)
                shutdown(connection.number, Int32(SHUT_RDWR))
                shared.value.withLock { _ = $0.connections.removeValue(forKey: id) }
            }
        }
    }

    private static func acceptOne(_ listener: Int32) -> Int32 {
        #if canImport(Darwin)
        Darwin.accept(listener, nil, nil)
        #elseif canImport(Musl)
        Musl.accept(listener, nil, nil)
        #else
        Glibc.accept(listener, nil, nil)
        #endif
    }

    private static func serve(_ connection: Descriptor, _ id: Int, _ shared: Shared) throws {
        connection.setTimeout(.seconds(120))
        let reader = HTTPReader(connection)
        while let head = try reader.head() {
            if head.fields["Expect"]?.lowercased() == "100-continue" {
                try connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            let body = try reader.body(of: head, endsWithConnection: false)
            let request = Request(
                method: head.start[0],
                path: head.start[1],
                fields: head.fields,
                body: body,
                connection: id
            )
            let answer = record(request, shared)
            if answer.delay > .zero {
                // Ends early when the peer, or stop(), closes the connection.
                var wait = pollfd(fd: connection.number, events: 0, revents: 0)
                poll(&wait, 1, Int32(answer.delay.seconds * 1000))
            }
            if answer.hangsUp { return }
            let closes = head.fields["Connection"]?.lowercased() == "close" || head.start.last == "HTTP/1.0"
            try connection.write(encode(answer, closes: closes))
            if closes { return }
        }
    }

    /// Keeps a request, wakes who waited for it, and gives the answer.
    private static func record(_ request: Request, _ shared: Shared) -> Answer {
        let (decide, requests, ready) = shared.value.withLock { state in
            state.requests.append(request)
            let count = state.requests.count
            let ready = state.waiting.filter { $0.value.count <= count }
            for id in ready.keys { state.waiting[id] = nil }
            return (state.decide, state.requests, ready.values.map(\.continuation))
        }
        for continuation in ready { continuation.resume(returning: requests) }
        return decide(request)
    }

    private static func encode(_ answer: Answer, closes: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(answer.status) Recorded\r\n"
        for (name, value) in answer.fields { head += "\(name): \(value)\r\n" }
        if answer.status != 204, answer.status != 304 { head += "Content-Length: \(answer.body.count)\r\n" }
        if closes { head += "Connection: close\r\n" }
        return Array((head + "\r\n").utf8) + answer.body
    }
}
