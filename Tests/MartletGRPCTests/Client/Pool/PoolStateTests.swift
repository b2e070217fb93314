import Martlet
import NIOCore
import NIOPosix
import Testing

@testable import MartletGRPC

@Suite("Which connection a call gets")
struct PoolStateTests {
    private let pool = ConnectionPool(
        .hostname("127.0.0.1", port: 1),
        .init(),
        group: MultiThreadedEventLoopGroup.singleton
    )
    private let now = Timestamp.now

    private func connection() -> ClientConnection {
        ClientConnection(
            eventLoop: MultiThreadedEventLoopGroup.singleton.any(),
            settings: ClientConnectionSettings(.init()),
            pool: pool
        )
    }

    private func state(connections: Int = 2, waiting: Int = 10) -> PoolState {
        PoolState(connectionCount: connections, waitingCallCount: waiting, pause: .init())
    }

    /// The connection that a call gets, or nil when it waits.
    private func take(_ state: inout PoolState, at time: Timestamp? = nil) throws -> ClientConnection? {
        switch state.take(now: time ?? now) {
        case .use(let connection): return connection
        case .wait: return nil
        case .refuse(let status): throw status
        }
    }

    @Test("The one with the fewest calls, as long as the server allows more")
    func fewest() throws {
        var state = state()
        let (a, b) = (connection(), connection())
        #expect({ state.opened(a, streamCount: 2).isEmpty }())
        #expect({ state.opened(b, streamCount: 1).isEmpty }())
        var counts = [0, 0]
        for _ in 0..<3 {
            let taken = try #require(try take(&state))
            counts[taken === a ? 0 : 1] += 1
        }
        #expect(counts == [2, 1])
        #expect(try take(&state) == nil)
        #expect({ state.release(b) == nil }())
        #expect(try take(&state) === b)
        #expect({ state.changed(a, streamCount: 3).isEmpty }())
        #expect(try take(&state) === a)
    }

    @Test("One that goes away gets no more calls")
    func removed() throws {
        var state = state()
        let a = connection()
        _ = state.opened(a, streamCount: 10)
        #expect(try take(&state) === a)
        state.removed(a)
        #expect(try take(&state) == nil)
        // The call that it still has gives back a place that nobody knows any more.
        #expect({ state.release(a) == nil }())
    }

    @Test("After a failure calls fail at once, for longer each time, until there is a connection")
    func pause() throws {
        var state = state()
        var time = now
        for expected in [100, 160, 256] {
            #expect({ state.failed(nil, Status(.unavailable, "refused"), now: time, random: 0.5).isEmpty }())
            let early = time.advanced(by: .milliseconds(expected - 1))
            let status = #expect(throws: Status.self) { try take(&state, at: early) }
            #expect(status?.code == .unavailable)
            #expect(status?.delivery == .unprocessed)
            time = time.advanced(by: .milliseconds(expected + 1))
            #expect(try take(&state, at: time) == nil)
        }
        for _ in 0..<100 { _ = state.failed(nil, Status(.unavailable), now: time, random: 1) }
        #expect(try take(&state, at: time.advanced(by: .seconds(25))) == nil)
        _ = state.opened(connection(), streamCount: 1)
        #expect(try take(&state, at: time) != nil)
    }

    @Test("Who may not wait is refused")
    func full() {
        var state = state(waiting: 0)
        let status = #expect(throws: Status.self) { try take(&state) }
        #expect(status?.code == .resourceExhausted)
        #expect(status?.delivery == .rejected)
        let opens = state.shouldOpen()
        #expect(!opens)
        _ = state.shutDown()
        #expect(throws: Status.self) { try take(&state) }
    }
}
