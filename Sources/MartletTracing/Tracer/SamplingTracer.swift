public import CoreMetrics
public import Logging
public import Tracing

/// The tracer of swift-distributed-tracing that Martlet brings: a sampler decides which traces are recorded, a propagator
/// carries them from process to process, and a processor gets the spans that have ended.
///
/// Make one in `main` and hand it down:
///
/// ```swift
/// let batches = BatchSpanProcessor(exporter: exporter, logger: logger)
/// let tracer = SamplingTracer(sampler: .parentBased(root: .ratio(0.1)), processor: batches, logger: logger)
///
/// var configuration = HTTPServer.Configuration()
/// configuration.observability.tracer = tracer
/// let endpoint = Endpoint("uppercase", service.uppercase).with(Tracing(tracer))
/// try await ServiceGroup(services: [batches, server], logger: logger).run()
/// ```
///
/// Who needs it in global places sets it once with `InstrumentationSystem.bootstrap(tracer)`.
///
/// A span is worked with as with any tracer: `withSpan` ends it whatever happens; who calls `startSpan` calls `end`. A span
/// that is not recorded costs little: one within a trace that is not recorded has no identity of its own and passes on its
/// parent's.
///
/// Metrics: the counter `martlet_spans_misused` by `reason`: `not_ended`, `ended_twice`, `changed_after_end`.
///
/// Source: [Tracing SDK](https://opentelemetry.io/docs/specs/otel/trace/sdk/) of OpenTelemetry.
public final class SamplingTracer: Tracer {
    private let sampler: any Sampler
    private let propagator: any Propagator
    private let idGenerator: any IDGenerator
    private let options: Options
    private let core: TracerCore

    /// Whether a span in a trace that is not recorded is not recorded either, whatever it is.
    private let passesUnsampledOn: Bool

    /// Makes a tracer.
    ///
    /// - Parameters:
    ///   - sampler: Decides which spans are recorded; all of them by default, unless the caller says otherwise.
    ///   - propagator: Carries spans from process to process; W3C Trace Context and Baggage by default.
    ///   - processor: Gets the recorded spans when they have ended.
    ///   - limits: How much a span may hold.
    ///   - options: How it deals with spans of other processes.
    ///   - idGenerator: Makes identities.
    ///   - logger: Told at level debug of spans that were never ended.
    ///   - metrics: Where to count; nothing is counted without it.
    public init(
        sampler: some Sampler = .parentBased(root: .always),
        propagator: some Propagator = .standard,
        processor: some SpanProcessor,
        limits: SpanLimits = SpanLimits(),
        options: Options = Options(),
        idGenerator: some IDGenerator = RandomIDGenerator(),
        logger: Logger? = nil,
        metrics: (any MetricsFactory)? = nil
    ) {
        self.sampler = sampler
        self.propagator = propagator
        self.idGenerator = idGenerator
        self.options = options
        passesUnsampledOn = sampler is any FollowsParent && !options.isPublicEndpoint
        core = TracerCore(
            processor: processor,
            limits: limits,
            misuse: SpanMisuse(logger: logger, metrics: metrics)
        )
    }

    /// Begins a span.
    ///
    /// - Parameters:
    ///   - operationName: What it is called.
    ///   - context: Has the span that it is a child of.
    ///   - kind: What it stands for.
    ///   - instant: When it begins; asked for only when the span is recorded.
    ///   - function: Where it begins; of no meaning here.
    ///   - fileID: Where it begins; of no meaning here.
    ///   - line: Where it begins; of no meaning here.
    /// - Returns: The span, which the caller has to end.
    public func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> Span {
        let context = context()
        let parent = context.traceParent
        // The most frequent case by far where few traces are recorded: nothing is copied and nobody asked.
        if passesUnsampledOn, case .received(let parent) = parent, parent.isDecidedAgainst {
            return Span(context: context, recorder: nil)
        }
        return startSpan(operationName, context: context, received: parent, kind: kind) {
            instant().nanosecondsSinceEpoch
        }
    }

    private func startSpan(
        _ name: String,
        context: ServiceContext,
        received: TraceParent?,
        kind: SpanKind,
        now: () -> UInt64
    ) -> Span {
        var parent = received?.spanContext
        var link: SpanLink?
        if options.isPublicEndpoint, let remote = parent, remote.isRemote {
            if remote.isValid { link = SpanLink(context: context, attributes: [:]) }
            parent = nil
        }
        let continues = parent?.isValid ?? false
        let traceID = if continues, let parent { parent.traceID } else { idGenerator.makeTraceID() }
        let isSampled =
            parent?.isDebug ?? false
            || sampler.shouldSample(
                SamplingParameters(parent: parent, traceID: traceID, name: name, kind: kind)
            ).isSampled
        if !isSampled, continues, let parent, !parent.isSampled, !parent.isSamplingDeferred {
            // Its parent's identity travels on: it is as if this service had passed the trace through.
            return Span(context: context, recorder: nil)
        }

        let isShared = options.sharesRemoteSpans && kind == .server && continues && parent?.isRemote ?? false
        let span = SpanContext(
            traceID: traceID,
            spanID: isShared ? parent?.spanID ?? .invalid : idGenerator.makeSpanID(),
            flags: isSampled ? .sampled : [],
            state: continues ? parent?.state ?? TraceState() : TraceState(),
            isDebug: parent?.isDebug ?? false
        )
        var context = context
        guard isSampled else {
            context.traceParent = .received(ReceivedParent(span))
            return Span(context: context, recorder: nil)
        }
        var record = SpanRecord(name: name)
        if let link { record.add(link, limit: max(core.limits.links, 1)) }
        let recorder = SpanRecorder(
            record,
            spanContext: span,
            parentSpanID: isShared ? received?.parentSpanID : continues ? parent?.spanID : nil,
            origin: SpanRecorder.Origin(
                kind: kind,
                hasRemoteParent: continues && parent?.isRemote ?? false,
                isShared: isShared,
                startNanoseconds: now()
            ),
            core: core
        )
        context.traceParent = .recorded(recorder)
        return Span(context: context, recorder: recorder)
    }

    /// The span of a context, while it is recorded.
    ///
    /// - Parameter context: Has the span.
    /// - Returns: `nil` when there is none, it is not recorded or has ended.
    public func activeSpan(identifiedBy context: ServiceContext) -> Span? {
        guard case .recorded(let recorder) = context.traceParent, recorder.isRecording else { return nil }
        return Span(context: context, recorder: recorder)
    }

    /// Asks the processor to hand on what it has. It does not wait for that.
    public func forceFlush() {
        core.processor.forceFlush()
    }

    /// Reads the span of the caller, and what it sends along.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let baggage = context.baggage
        propagator.extract(carrier, into: &context, using: extractor)
        if options.isPublicEndpoint { context.baggage = baggage }
    }

    /// Writes the current span, and what is to be sent along.
    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard options.injectsContext else { return }
        propagator.inject(context, into: &carrier, using: injector)
    }
}
