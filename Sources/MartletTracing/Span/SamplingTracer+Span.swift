public import Tracing

extension SamplingTracer {
    /// A span of a ``SamplingTracer``: two references, of which the second is there when it is recorded.
    ///
    /// Code is written against the protocol `Span`; nothing here is of its own kind. A span that is not recorded keeps
    /// nothing, and `isRecording` tells whether it is worth finding out what to keep.
    public struct Span: Tracing.Span {
        /// The context with this span in it, to make current for what the span is about.
        public let context: ServiceContext

        let recorder: SpanRecorder?

        init(context: ServiceContext, recorder: SpanRecorder?) {
            self.context = context
            self.recorder = recorder
        }

        /// Whether what is told to the span is kept: it is recorded and has not ended.
        public var isRecording: Bool { recorder?.isRecording ?? false }

        /// What it is called; empty when it is not recorded or has ended.
        public var operationName: String {
            get { recorder?.read(\.name) ?? "" }
            nonmutating set { recorder?.change { record, _ in record.name = newValue } }
        }

        /// What is known of it; empty when it is not recorded or has ended.
        public var attributes: SpanAttributes {
            get { recorder?.read(\.attributes) ?? [:] }
            nonmutating set {
                recorder?.change { record, limits in record.replaceAttributes(newValue, limit: limits.attributes) }
            }
        }

        /// Says whether it went well. That all is well is final.
        public func setStatus(_ status: SpanStatus) {
            recorder?.change { record, _ in record.setStatus(status) }
        }

        /// Adds something that happened.
        public func addEvent(_ event: SpanEvent) {
            recorder?.change { record, limits in record.add(event, limit: limits.events) }
        }

        /// Adds another span that this one has to do with. A context without a span is left out.
        public func addLink(_ link: SpanLink) {
            recorder?.change { record, limits in record.add(link, limit: limits.links) }
        }

        /// Adds an event `exception` with the attributes `exception.type` and `exception.message`. It does not say that the
        /// span failed: that is ``setStatus(_:)``.
        ///
        /// Source: [Exceptions on spans](https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/).
        public func recordError<Instant: TracerInstant>(
            _ error: any Error,
            attributes: SpanAttributes,
            at instant: @autoclosure () -> Instant
        ) {
            guard let recorder else { return }
            var all: SpanAttributes = [
                "exception.type": .string(String(reflecting: type(of: error))),
                "exception.message": .string("\(error)"),
            ]
            all.merge(attributes)
            let event = SpanEvent(name: "exception", at: instant(), attributes: all)
            recorder.change { record, limits in record.add(event, limit: limits.events) }
        }

        /// Ends it: it goes to the processor. Later calls change nothing and are counted.
        public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
            recorder?.end { instant().nanosecondsSinceEpoch }
        }
    }
}
