/// What travels with a call, through every layer and on to the next hop: the deadline, the attempt, the metadata.
///
/// Servers fill it from their wire, clients write it to theirs, and anything between reads ``current``. It is bound as a
/// task-local, so child tasks inherit it. The trace travels beside it in `ServiceContext`, as everywhere in the
/// ecosystem.
///
/// ```swift
/// logger.info("looking up", metadata: ["request-id": "\(RequestContext.current.requestID ?? "-")"])
/// ```
public struct RequestContext: Sendable {
    /// The context of the current call; an empty one outside any call.
    ///
    /// Bind a changed copy for the duration of an operation with `RequestContext.$current.withValue(_:operation:)`, or
    /// in the task that a ``withDeadline(_:clock:operation:)`` makes.
    @TaskLocal public static var current = RequestContext()

    /// When the answer stops being of use, or `nil` when it never does. Set it with
    /// ``withDeadline(_:clock:operation:)``, which also cancels.
    public var deadline: Deadline?

    /// Which attempt at the same call this is, counted from 1.
    ///
    /// A server finds the number here that its caller has sent. It is about the call that is handled, so clients do not
    /// pass it on: they send what has been set on this side, by ``Retry`` for instance.
    public var attempt = 1 {
        didSet { isAttemptReceived = false }
    }

    /// Whether the attempt is that of the caller on the other side of the wire.
    @usableFromInline
    package private(set) var isAttemptReceived = false

    /// How much the request matters when some must be turned away.
    public var priority = RequestPriority.normal

    /// Names and values that go with the call to every hop.
    public var metadata = RequestMetadata()

    private var values: [ObjectIdentifier: any Sendable] = [:]

    /// Makes an empty context.
    public init() {}

    /// Sets the attempt that the caller on the other side of the wire has sent, for servers.
    package mutating func receive(attempt: Int) {
        self.attempt = attempt
        isAttemptReceived = true
    }

    /// The id that all log lines of one request share, on every hop; metadata `x-request-id`.
    public var requestID: String? {
        get { metadata[RequestMetadata.requestID] }
        set { metadata[RequestMetadata.requestID] = newValue }
    }

    /// A value of the application's own: the user who is logged in, the tenant. It stays on this side of the wire.
    ///
    /// - Parameter key: The type that stands for the value.
    public subscript<Key: RequestContextKey>(key: Key.Type) -> Key.Value? {
        get { values[ObjectIdentifier(key)] as? Key.Value }
        set { values[ObjectIdentifier(key)] = newValue }
    }

    /// Whether there are values of the application's own, or of layers.
    @usableFromInline
    var hasValues: Bool { !values.isEmpty }

    /// Whether there is nothing in it, so that binding it would change nothing.
    public var isEmpty: Bool {
        deadline == nil && attempt == 1 && priority == .normal && metadata.isEmpty && values.isEmpty
    }
}

/// Stands for a value of the application's own in a ``RequestContext``.
///
/// ```swift
/// enum UserKey: RequestContextKey { typealias Value = User }
/// context[UserKey.self] = user
/// ```
public protocol RequestContextKey {
    /// The type of the value.
    associatedtype Value: Sendable
}
