import Synchronization

/// The instances of one service as they come and go: what endpoints are balanced over.
///
/// ```swift
/// let discovery = Discovery(logger: logger)
/// let instances = discovery.instances(of: ConsulResolver(consul, service: "stringsvc"))
/// for await resolution in instances {
///     print(resolution.snapshot?.instances ?? [])
/// }
/// ```
///
/// ``Discovery`` makes it and keeps it up to date while it runs. For instances that never change there is
/// ``init(_:)``, which needs nobody to run it.
///
/// As a sequence it yields what is known now, and then each change; who is slow misses what has been replaced meanwhile,
/// and gets the newest. Any number of tasks may read it at the same time. It has no end but the cancellation of the task.
public final class Instances: AsyncSequence, Sendable {
    /// What is known after a change.
    public typealias Element = Resolution

    /// It never fails: what is wrong is ``Resolution/failure``.
    public typealias Failure = Never

    /// Names what is watched: ``Resolver/id``.
    public let id: String

    /// Who closes what is made for these instances; `nil` when nobody runs.
    let cleanup: Cleanup?

    private struct State {
        var resolution: Resolution
        var nextObserver = 0
        var observers: [Int: @Sendable (Resolution) -> Void] = [:]
    }

    private let state: Mutex<State>
    /// What a merged set is made of, and keeps up to date with.
    private let parts = Mutex<[Observation]>([])
    /// Keeps deliveries in order without holding the lock of the state.
    private let delivering = Mutex(())

    init(id: String, cleanup: Cleanup? = nil) {
        self.id = id
        self.cleanup = cleanup
        state = Mutex(State(resolution: Resolution()))
    }

    /// Makes instances that never change.
    ///
    /// - Parameter instances: The instances.
    public init(_ instances: [Instance]) {
        id = "fixed"
        cleanup = nil
        state = Mutex(State(resolution: Resolution(Snapshot(instances))))
    }

    /// Makes the union of several sets: of two registries while a team moves from one to the other, or of several data
    /// centers.
    ///
    /// Each part has a watch of its own, which keeps its last snapshot while its registry is away. There is a snapshot when
    /// each part has one or has failed, so that a registry that is away at start does not hold up the others. An instance
    /// that several parts have under one id counts once, as the first of them tells it.
    ///
    /// - Parameter parts: The sets, in the order of their precedence.
    public init(merging parts: Instances...) {
        id = parts.map(\.id).joined(separator: "+")
        cleanup = parts.lazy.compactMap(\.cleanup).first
        state = Mutex(State(resolution: Resolution(merging: parts.map(\.current))))
        let observations = parts.map { part in
            part.observe { [weak self] _ in self?.publish(Resolution(merging: parts.map(\.current))) }
        }
        self.parts.withLock { $0 = observations }
    }

    /// What is known at present.
    public var current: Resolution {
        state.withLock { $0.resolution }
    }

    /// Waits until there is a snapshot, at start-up for instance.
    ///
    /// - Throws: `CancellationError` when the task was cancelled first; set a time limit with `withTimeout`.
    public func waitUntilResolved() async throws {
        for await resolution in self where resolution.snapshot != nil { return }
        throw CancellationError()
    }

    /// Begins with what is known now.
    public func makeAsyncIterator() -> Iterator {
        let (stream, continuation) = AsyncStream.makeStream(of: Resolution.self, bufferingPolicy: .bufferingNewest(1))
        let observation = observe { continuation.yield($0) }
        continuation.onTermination = { _ in observation.cancel() }
        return Iterator(base: stream.makeAsyncIterator(), instances: self)
    }

    /// Yields resolutions.
    public struct Iterator: AsyncIteratorProtocol {
        var base: AsyncStream<Resolution>.Iterator
        /// A merged set lives as long as somebody holds it: who iterates does.
        let instances: Instances

        /// The next change; `nil` when the task was cancelled.
        public mutating func next() async -> Resolution? {
            await base.next(isolation: nil)
        }

        /// The next change; `nil` when the task was cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> Resolution? {
            await base.next(isolation: actor)
        }
    }

    /// Calls the closure with what is known now and then with each change, one call after the other, until the
    /// observation is cancelled or released.
    ///
    /// - Parameter observer: Is called by the task that runs the watch, so it returns soon.
    package func observe(_ observer: @escaping @Sendable (Resolution) -> Void) -> Observation {
        delivering.withLock { _ in
            let (number, resolution) = state.withLock { state in
                state.nextObserver += 1
                state.observers[state.nextObserver] = observer
                return (state.nextObserver, state.resolution)
            }
            observer(resolution)
            return Observation { [weak self] in self?.stopObserving(number) }
        }
    }

    /// How many are told of changes.
    var observerCount: Int { state.withLock { $0.observers.count } }

    func publish(_ resolution: @autoclosure () -> Resolution) {
        delivering.withLock { _ in
            let resolution = resolution()
            let observers = state.withLock { state in
                state.resolution = resolution
                return state.observers.values
            }
            for observer in observers { observer(resolution) }
        }
    }

    private func stopObserving(_ number: Int) {
        state.withLock { $0.observers[number] = nil }
    }

    /// The end of an observation: on request, or with its last reference.
    package final class Observation: Sendable {
        private let stop: @Sendable () -> Void

        fileprivate init(stop: @escaping @Sendable () -> Void) {
            self.stop = stop
        }

        package func cancel() { stop() }

        deinit { stop() }
    }
}
