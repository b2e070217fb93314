import Martlet
import Synchronization

/// The state of a watch among its tasks: one tells, one publishes, one looks at the time.
final class SharedWatchState<Time: InstantProtocol & Sendable>: Sendable where Time.Duration == Duration {
    /// An element when there is something to publish.
    let news: AsyncStream<Void>

    /// An element when the registry has been lost.
    let losses: AsyncStream<Void>

    private let state: Mutex<WatchState<Time>>
    private let tellNews: AsyncStream<Void>.Continuation
    private let tellLoss: AsyncStream<Void>.Continuation

    init(maximumAge: Duration?) {
        state = Mutex(WatchState(maximumAge: maximumAge))
        // One that has not been read yet stands for all.
        (news, tellNews) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (losses, tellLoss) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var resolution: Resolution { state.withLock { $0.resolution } }

    var expiry: Time? { state.withLock { $0.expiry } }

    func age(at now: Time) -> Duration { state.withLock { $0.age(at: now) } }

    func reported(_ snapshot: Snapshot) {
        if state.withLock({ $0.reported(snapshot) }) { tellNews.yield() }
    }

    /// - Returns: Whether the watch had told anything.
    func failed(_ failure: Status, at now: Time) -> Bool {
        let hadReported = state.withLock { $0.failed(failure, at: now) }
        tellNews.yield()
        tellLoss.yield()
        return hadReported
    }

    func expire(at now: Time) {
        state.withLock { $0.expire(at: now) }
        tellNews.yield()
    }
}
