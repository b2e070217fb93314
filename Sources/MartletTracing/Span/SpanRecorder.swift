import Synchronization
import Tracing

/// A span that is recorded, from its beginning to its end.
final class SpanRecorder: Sendable {
    let spanContext: SpanContext
    let parentSpanID: SpanID?
    private let origin: Origin
    private let core: TracerCore
    private let record: Mutex<SpanRecord?>

    /// What is known from the beginning.
    struct Origin: Sendable {
        var kind: SpanKind
        var hasRemoteParent: Bool
        var isShared: Bool
        var startNanoseconds: UInt64
    }

    init(
        _ record: SpanRecord,
        spanContext: SpanContext,
        parentSpanID: SpanID?,
        origin: Origin,
        core: TracerCore
    ) {
        self.spanContext = spanContext
        self.parentSpanID = parentSpanID
        self.origin = origin
        self.core = core
        self.record = Mutex(record)
    }

    deinit {
        if let name = record.withLock({ $0?.name }) { core.misuse.notEnded(name) }
    }

    var isRecording: Bool { record.withLock { $0 != nil } }

    /// What it has recorded; nothing after its end.
    func read<Value: Sendable>(_ value: (SpanRecord) -> Value) -> Value? {
        record.withLock { $0.map(value) }
    }

    /// Changes the record, unless it has ended.
    func change(_ change: (inout SpanRecord, SpanLimits) -> Void) {
        let isOpen = record.withLock { record in
            guard var open = record.take() else { return false }
            change(&open, core.limits)
            record = open
            return true
        }
        if !isOpen { core.misuse.changedAfterEnd() }
    }

    func end(at nanoseconds: () -> UInt64) {
        let ended: SpanRecord? = record.withLock { $0.take() }
        guard let ended else {
            core.misuse.endedTwice()
            return
        }
        // Outside of the lock, because it asks values of users for their descriptions.
        core.processor.onEnd(finished(ended, at: nanoseconds()))
    }

    private func finished(_ record: SpanRecord, at end: UInt64) -> FinishedSpan {
        let limits = core.limits
        let (attributes, droppedCount) = limits.bounded(record.attributes, to: limits.attributes)
        return FinishedSpan(
            name: limits.bounded(record.name),
            kind: origin.kind,
            spanContext: spanContext,
            parentSpanID: parentSpanID,
            hasRemoteParent: origin.hasRemoteParent,
            isShared: origin.isShared,
            startNanoseconds: origin.startNanoseconds,
            endNanoseconds: max(end, origin.startNanoseconds),
            attributes: attributes,
            events: record.events.map { limits.bounded($0) },
            links: record.links.compactMap { limits.bounded($0) },
            status: record.status.map { SpanStatus(code: $0.code, message: $0.message.map(limits.bounded)) },
            droppedAttributesCount: record.droppedAttributesCount + droppedCount,
            droppedEventsCount: record.droppedEventsCount,
            droppedLinksCount: record.droppedLinksCount
        )
    }
}

extension SpanLimits {
    fileprivate func bounded(_ event: SpanEvent) -> FinishedSpan.Event {
        let (attributes, droppedCount) = bounded(event.attributes, to: attributesPerEvent)
        return FinishedSpan.Event(
            name: bounded(event.name),
            nanosecondsSinceEpoch: event.nanosecondsSinceEpoch,
            attributes: attributes,
            droppedAttributesCount: droppedCount
        )
    }

    /// - Returns: `nil` for a context without a span.
    fileprivate func bounded(_ link: SpanLink) -> FinishedSpan.Link? {
        guard let spanContext = link.context.spanContext else { return nil }
        let (attributes, droppedCount) = bounded(link.attributes, to: attributesPerLink)
        return FinishedSpan.Link(
            spanContext: spanContext,
            attributes: attributes,
            droppedAttributesCount: droppedCount
        )
    }
}
