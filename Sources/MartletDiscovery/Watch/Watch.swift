import Logging
import Martlet

/// One watch: runs a resolver, tries again after a failure, and passes on what it finds.
final class Watch: Sendable {
    let instances: Instances

    private let resolver: any Resolver
    private let configuration: Discovery.Configuration
    private let report: WatchReport

    init(_ resolver: any Resolver, configuration: Discovery.Configuration, report: WatchReport, cleanup: Cleanup? = nil)
    {
        self.resolver = resolver
        self.configuration = configuration
        self.report = report
        instances = Instances(id: resolver.id, cleanup: cleanup)
    }

    /// Watches until the task is cancelled.
    func run<C: Clock<Duration>>(on clock: C) async {
        let state = SharedWatchState<C.Instant>(maximumAge: configuration.maximumAge)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.publish(state, on: clock) }
            group.addTask { await self.expire(state, on: clock) }
            await resolve(into: state, on: clock)
            group.cancelAll()
        }
    }

    /// Runs the resolver, again and again.
    private func resolve<C: Clock<Duration>>(into state: SharedWatchState<C.Instant>, on clock: C) async {
        var backoff = ReconnectBackoff(minimum: configuration.minimumBackoff, maximum: configuration.maximumBackoff)
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            let start = clock.now
            let failure: Status
            do {
                try await resolver.watch { state.reported($0) }
                failure = Status(.unavailable, "the watch has ended")
            } catch {
                failure = Status(error)
            }
            guard !Task.isCancelled else { return }
            let now = clock.now
            if state.failed(failure, at: now) { backoff.succeeded(for: start.duration(to: now)) }
            let delay = backoff.next(using: &generator)
            report.failed(failure, age: state.age(at: now), nextTry: delay)
            // Ends early when the task is cancelled, which the loop sees.
            try? await clock.sleep(for: delay)
        }
    }

    /// Passes on what is new, and then waits a little for more of it.
    private func publish<C: Clock<Duration>>(_ state: SharedWatchState<C.Instant>, on clock: C) async {
        for await _ in state.news {
            let resolution = state.resolution
            report.publishing(resolution, after: instances.current, age: state.age(at: clock.now))
            instances.publish(resolution)
            if configuration.coalescing > .zero { try? await clock.sleep(for: configuration.coalescing) }
        }
    }

    /// Drops the snapshot when the registry has been away for too long, whatever the resolver does meanwhile.
    private func expire<C: Clock<Duration>>(_ state: SharedWatchState<C.Instant>, on clock: C) async {
        for await _ in state.losses {
            guard let expiry = state.expiry else { continue }
            try? await clock.sleep(until: expiry, tolerance: nil)
            state.expire(at: clock.now)
        }
    }
}
