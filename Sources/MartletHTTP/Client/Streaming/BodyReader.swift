import NIOCore

/// Tells a connection what the reader of a body does, on the reader's thread.
package final class BodyReader: NIOAsyncSequenceProducerDelegate {
    private let onDemand: @Sendable () -> Void
    private let onEnd: @Sendable () -> Void

    /// Makes a link.
    ///
    /// - Parameters:
    ///   - onDemand: Called when the reader wants more, after it did not.
    ///   - onEnd: Called when the reader has gone, or has read all.
    package init(onDemand: @escaping @Sendable () -> Void, onEnd: @escaping @Sendable () -> Void) {
        self.onDemand = onDemand
        self.onEnd = onEnd
    }

    /// The reader wants more.
    package func produceMore() { onDemand() }

    /// The reader has gone.
    package func didTerminate() { onEnd() }
}
