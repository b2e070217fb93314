public import MartletHTTP

extension AddEndpoints {
    /// The endpoints over JSON-RPC 2.0.
    public var jsonRPCRoutes: HTTPRoutes {
        HTTPRoutes {
            Route(
                "/",
                jsonRPC: JSONRPCMethods {
                    JSONRPCMethod("sum", to: sum, parameters: ["a", "b"])
                    JSONRPCMethod("concat", to: concat, parameters: ["a", "b"])
                }
            )
        }
    }

    /// The endpoints of a service that is called over JSON-RPC 2.0.
    ///
    /// - Parameter rpc: Calls the service.
    public init(calling rpc: JSONRPCCaller) {
        self.init(
            sum: rpc.endpoint("sum", isIdempotent: true),
            concat: rpc.endpoint("concat", isIdempotent: true)
        )
    }
}
