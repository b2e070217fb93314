extension RequestContext {
    /// The error of a call that counts, for a server that is about to answer with it.
    ///
    /// After the deadline, one that says nothing of its own comes from the cancellation.
    ///
    /// - Parameter error: What the call has thrown.
    /// - Returns: The error, or `deadline_exceeded` because of it.
    package func cause(of error: any Error) -> any Error {
        guard deadline?.hasPassed() == true else { return error }
        let code = Status(error, in: self).code
        return code == .unknown || code == .cancelled ? Status(.deadlineExceeded, underlying: error) : error
    }
}
