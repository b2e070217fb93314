extension StreamEnd {
    /// What ended the stream before its time: the error of the producer, or `CancellationError` when the consumer went away.
    @usableFromInline
    package var error: (any Error)? {
        switch self {
        case .finished: nil
        case .failed(let error): error
        case .cancelled: CancellationError()
        }
    }
}
