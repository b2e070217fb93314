import NIOCore

/// Tells a connection what the reader of a body does, on the reader's thread.
final class BodyReader: NIOAsyncSequenceProducerDelegate {
    private let onDemand: @Sendable () -> Void
    private let onEnd: @Sendable () -> Void

    /// - Parameters:
    ///   - onDemand: Called when the reader wants more, after it did not.
    ///   - onEnd: Called when the reader has gone, or has read all.
    init(onDemand: @escaping @Sendable () -> Void, onEnd: @escaping @Sendable () -> Void) {
        self.onDemand = onDemand
        self.onEnd = onEnd
    }

    func produceMore() { onDemand() }

    func didTerminate() { onEnd() }
}
