import Martlet
public import MartletNetRPC

extension AddEndpoints {
    /// The endpoints over Go's net/rpc. A business error is the error of the call, as everywhere on this wire.
    public var netRPCMethods: NetRPCMethods {
        NetRPCMethods {
            NetRPCMethod(
                "Add.Sum",
                to: sum.map { (arguments: NetRPCArguments<Int64>) in
                    SumRequest(a: arguments.a, b: arguments.b)
                } response: {
                    NetRPCReply(v: $0.v)
                }
            )
            NetRPCMethod(
                "Add.Concat",
                to: concat.map { (arguments: NetRPCArguments<String>) in
                    ConcatRequest(a: arguments.a, b: arguments.b)
                } response: {
                    NetRPCReply(v: $0.v)
                }
            )
        }
    }

    /// The endpoints of a service that is called over net/rpc.
    ///
    /// - Parameter client: Calls the service.
    public init(calling client: NetRPCClient) {
        let sum: Endpoint<NetRPCArguments<Int64>, NetRPCReply<Int64>> =
            client.endpoint("Add.Sum", isIdempotent: true)
        let concat: Endpoint<NetRPCArguments<String>, NetRPCReply<String>> =
            client.endpoint("Add.Concat", isIdempotent: true)
        self.init(
            sum: sum.map { (request: SumRequest) in
                NetRPCArguments(a: request.a, b: request.b)
            } response: {
                SumResponse(v: $0.v)
            },
            concat: concat.map { (request: ConcatRequest) in
                NetRPCArguments(a: request.a, b: request.b)
            } response: {
                ConcatResponse(v: $0.v)
            }
        )
    }
}
