public import Martlet
public import MartletDiscovery
import Synchronization

/// A registry in the memory of a test: register, resolve, and go away on purpose.
///
/// ```swift
/// let memory = InMemoryRegistry()
/// let discovery = Discovery(logger: logger)
/// let instances = discovery.instances(of: memory.resolver(of: "stringsvc"))
/// memory.put(Instance(host: "127.0.0.1", port: 8080), of: "stringsvc")
/// memory.goAway(Status(.unavailable))  // watches and registrations fail until comeBack()
/// ```
public final class InMemoryRegistry: Sendable {
    private struct State {
        var services: [String: [String: Instance]] = [:]
        var failure: Status?
        var nextListener = 0
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var watchCount = 0
    }

    private let state = Mutex(State())

    /// Makes a registry that knows nobody.
    public init() {}

    /// How many watches have been begun, the failed ones included.
    public var watchCount: Int { state.withLock { $0.watchCount } }

    /// The instances of a service, in the order of their ids.
    public func instances(of service: String) -> [Instance] {
        state.withLock { Snapshot(($0.services[service] ?? [:]).values) }.instances
    }

    /// Puts an instance in, or replaces the one of the same id.
    public func put(_ instance: Instance, of service: String) {
        change { $0.services[service, default: [:]][instance.id] = instance }
    }

    /// Takes an instance out.
    public func remove(id: String, of service: String) {
        change { $0.services[service]?[id] = nil }
    }

    /// Forgets everybody, as a registry does that is restarted without its data. Registrations end.
    public func forget() {
        change { $0.services = [:] }
    }

    /// Makes everything fail until ``comeBack()``; what is registered stays.
    public func goAway(_ failure: Status = Status(.unavailable, "the registry is away")) {
        change { $0.failure = failure }
    }

    /// Ends ``goAway(_:)``.
    public func comeBack() {
        change { $0.failure = nil }
    }

    /// A resolver of one service.
    public func resolver(of service: String) -> InMemoryResolver {
        InMemoryResolver(memory: self, service: service)
    }

    /// A registry of one service.
    public func registry(of service: String) -> InMemoryServiceRegistry {
        InMemoryServiceRegistry(memory: self, service: service)
    }

    private func change(_ change: (inout State) -> Void) {
        let listeners = state.withLock { state in
            change(&state)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }

    /// Calls the body at once and after every change, until it throws or the task is cancelled.
    fileprivate func following(_ body: ([String: [String: Instance]]) throws -> Void) async throws -> Never {
        let (changes, listener) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextListener += 1
            state.watchCount += 1
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
        defer { state.withLock { _ = $0.listeners.removeValue(forKey: number) } }
        listener.yield()
        for await _ in changes {
            let services = try state.withLock { state in
                if let failure = state.failure { throw failure }
                return state.services
            }
            try body(services)
        }
        throw CancellationError()
    }

    fileprivate func changeIfThere(_ change: (inout [String: [String: Instance]]) -> Void) throws {
        let listeners = try state.withLock { state in
            if let failure = state.failure { throw failure }
            change(&state.services)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }
}

/// Watches one service of an ``InMemoryRegistry``.
public struct InMemoryResolver: Resolver {
    fileprivate let memory: InMemoryRegistry
    fileprivate let service: String

    /// `memory:` and the service.
    public var id: String { "memory:\(service)" }

    /// Reports each change.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        try await memory.following { report(Snapshot(($0[service] ?? [:]).values)) }
    }
}

/// Registers instances of one service with an ``InMemoryRegistry``.
public struct InMemoryServiceRegistry: Registry {
    fileprivate let memory: InMemoryRegistry
    fileprivate let service: String

    /// `memory:` and the service.
    public var id: String { "memory:\(service)" }

    /// Puts the instance in, and ends when somebody takes it out or the registry goes away.
    public func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws {
        try memory.changeIfThere { $0[service, default: [:]][instance.id] = instance }
        try await memory.following { services in
            guard services[service]?[instance.id] == instance else {
                throw Status(.unavailable, "the registration is lost")
            }
            confirm()
        }
    }

    /// Takes the instance out.
    public func remove(_ instance: Instance) async throws {
        try memory.changeIfThere { $0[service]?[instance.id] = nil }
    }
}
