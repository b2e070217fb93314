extension OutgoingResponse {
    /// Makes this the answer that an error gets by default, for an error encoder that only adds to it.
    ///
    /// ```swift
    /// routes.errorEncoder { error, response in
    ///     response.encode(error)
    ///     response.fields[.cacheControl] = "no-store"
    /// }
    /// ```
    ///
    /// The status is that of the error's code, or its own (``HTTPStatusProviding``); the body is JSON.
    ///
    /// - Parameter error: The error.
    public mutating func encode(_ error: any Error) {
        ErrorResponse.encode(error, into: &self)
    }
}
