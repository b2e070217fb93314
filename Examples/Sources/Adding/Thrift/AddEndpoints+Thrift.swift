import Martlet
public import MartletThrift

extension AddEndpoints {
    private static let sumMethod = ThriftMethod<ThriftSumArguments, ThriftSumResult>("Sum")
    private static let concatMethod = ThriftMethod<ThriftConcatArguments, ThriftConcatResult>("Concat")

    /// The endpoints over Thrift: `service AddService` of Go kit's IDL.
    public var thriftBindings: ThriftBindings {
        let sum = sum.replying {
            ThriftSumReply(value: $0.v)
        } failure: {
            ThriftSumReply(err: $0)
        }
        let concat = concat.replying {
            ThriftConcatReply(value: $0.v)
        } failure: {
            ThriftConcatReply(err: $0)
        }
        return ThriftBindings {
            ThriftBinding(Self.sumMethod, to: sum) {
                SumRequest(a: $0.a, b: $0.b)
            } encode: {
                $0
            }
            ThriftBinding(Self.concatMethod, to: concat) {
                ConcatRequest(a: $0.a, b: $0.b)
            } encode: {
                $0
            }
        }
    }

    /// The endpoints of a service that is called over Thrift.
    ///
    /// - Parameter thrift: Calls the service.
    public init(calling thrift: ThriftCaller) {
        self.init(
            sum: thrift.endpoint(Self.sumMethod, isIdempotent: true) { (request: SumRequest) in
                ThriftSumArguments(a: request.a, b: request.b)
            } decode: { reply in
                try AddError.check(reply.err)
                return SumResponse(v: reply.value)
            },
            concat: thrift.endpoint(Self.concatMethod, isIdempotent: true) { (request: ConcatRequest) in
                ThriftConcatArguments(a: request.a, b: request.b)
            } decode: { reply in
                try AddError.check(reply.err)
                return ConcatResponse(v: reply.value)
            }
        )
    }
}
