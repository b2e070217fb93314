import Martlet
public import MartletThrift

// `add.thrift.swift` is made by:  martlet-thrift --no-endpoints --out Examples/Sources/Adding/Thrift Interop/idl/add.thrift

extension AddEndpoints {
    private static let sumMethod = ThriftMethod<AddServiceMethods.SumArguments, AddServiceMethods.SumResult>("Sum")
    private static let concatMethod = ThriftMethod<AddServiceMethods.ConcatArguments, AddServiceMethods.ConcatResult>(
        "Concat"
    )

    /// The endpoints over Thrift: `service AddService` of Go kit's IDL.
    public var thriftBindings: ThriftBindings {
        let sum = sum.replying {
            SumReply(value: $0.v)
        } failure: {
            SumReply(err: $0)
        }
        let concat = concat.replying {
            ConcatReply(value: $0.v)
        } failure: {
            ConcatReply(err: $0)
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
                AddServiceMethods.SumArguments(a: request.a, b: request.b)
            } decode: { reply in
                try AddError.check(reply.err)
                return SumResponse(v: reply.value)
            },
            concat: thrift.endpoint(Self.concatMethod, isIdempotent: true) { (request: ConcatRequest) in
                AddServiceMethods.ConcatArguments(a: request.a, b: request.b)
            } decode: { reply in
                try AddError.check(reply.err)
                return ConcatResponse(v: reply.value)
            }
        )
    }
}
