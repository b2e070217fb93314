public import MartletHTTP

extension AddEndpoints {
    /// The endpoints over HTTP. JSON in and out is the default.
    public var httpRoutes: HTTPRoutes {
        HTTPRoutes {
            Route(.post, "/sum", to: sum)
            Route(.post, "/concat", to: concat)
        }
        // Go kit's clients say nothing of what they send.
        .codec(JSONBodyCodec(readsAnyContentType: true))
    }

    /// The endpoints of a service that is called over HTTP.
    ///
    /// - Parameter http: Calls the service.
    public init(calling http: HTTPCaller) {
        self.init(
            sum: http.endpoint("sum", .post, "/sum", isIdempotent: true),
            concat: http.endpoint("concat", .post, "/concat", isIdempotent: true)
        )
    }
}
