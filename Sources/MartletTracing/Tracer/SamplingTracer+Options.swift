extension SamplingTracer {
    /// How a tracer deals with spans of other processes. Every option has a default.
    ///
    /// ```swift
    /// SamplingTracer(processor: batches, options: .init { $0.isPublicEndpoint = true })
    /// ```
    public struct Options: Hashable, Sendable {
        /// Whether callers are strangers, as on the internet: then what they send neither continues their trace nor decides
        /// whether it is recorded, and their baggage is left out. A new trace begins here with a link to theirs.
        public var isPublicEndpoint = false

        /// Whether the current span is written into messages to others. Turn it off in the tracer of a client that calls
        /// strangers.
        public var injectsContext = true

        /// Whether a span of kind `server` takes the identity of the client's span, as Zipkin's own libraries do, instead of
        /// being a child of it. Only for traces that are looked at with Zipkin.
        public var sharesRemoteSpans = false

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes options in place.
        public init(_ change: (inout Options) -> Void) {
            self.init()
            change(&self)
        }
    }
}
