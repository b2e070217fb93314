extension Endpoint {
    /// Adapts the types at the edge of an endpoint, leaving its name and its layers as they are.
    ///
    /// ```swift
    /// let sum: Endpoint<SumRequest, Int> = …
    /// let reply = sum.map(response: { SumReply(v: $0) })
    /// ```
    ///
    /// - Parameters:
    ///   - request: Makes the endpoint's request from the outer one.
    ///   - response: Makes the outer response from the endpoint's.
    /// - Returns: An endpoint of the outer types; an error of either closure is an error of the call.
    @inlinable
    public func map<OuterRequest: Sendable, OuterResponse: Sendable>(
        request: @escaping @Sendable (OuterRequest) throws -> Request,
        response: @escaping @Sendable (Response) throws -> OuterResponse
    ) -> Endpoint<OuterRequest, OuterResponse> {
        Endpoint<OuterRequest, OuterResponse>(
            name,
            layers: layers,
            isIdempotent: isIdempotent,
            endsByDeadline: endsByDeadline,
            EndpointBody({ try response(await self(request($0))) }, knowsDelivery: true)
        )
    }

    /// Adapts the request type only. See ``map(request:response:)``.
    @inlinable
    public func map<OuterRequest: Sendable>(
        request: @escaping @Sendable (OuterRequest) throws -> Request
    ) -> Endpoint<OuterRequest, Response> {
        map(request: request, response: { $0 })
    }

    /// Adapts the response type only. See ``map(request:response:)``.
    @inlinable
    public func map<OuterResponse: Sendable>(
        response: @escaping @Sendable (Response) throws -> OuterResponse
    ) -> Endpoint<Request, OuterResponse> {
        map(request: { $0 }, response: response)
    }
}
