import Martlet
public import MartletGRPC
public import MartletHTTP
import SwiftProtobuf

extension AddEndpoints {
    /// The endpoints over gRPC, with health checking.
    public var grpcRoutes: HTTPRoutes {
        HTTPRoutes {
            GRPCService("pb.Add") {
                GRPCMethod("Sum", to: sumReply) { (request: Pb_SumRequest) in
                    SumRequest(a: request.a, b: request.b)
                } encode: {
                    $0
                }
                GRPCMethod("Concat", to: concatReply) { (request: Pb_ConcatRequest) in
                    ConcatRequest(a: request.a, b: request.b)
                } encode: {
                    $0
                }
            }
            GRPCHealth(services: ["pb.Add"])
        }
    }

    private var sumReply: Endpoint<SumRequest, Pb_SumReply> {
        sum.replying { response in
            Pb_SumReply.with { $0.v = response.v }
        } failure: { text in
            Pb_SumReply.with { $0.err = text }
        }
    }

    private var concatReply: Endpoint<ConcatRequest, Pb_ConcatReply> {
        concat.replying { response in
            Pb_ConcatReply.with { $0.v = response.v }
        } failure: { text in
            Pb_ConcatReply.with { $0.err = text }
        }
    }

    /// The endpoints of a service that is called over gRPC.
    ///
    /// - Parameter grpc: Calls the service.
    public init(calling grpc: GRPCCaller) {
        self.init(
            sum: grpc.unary("pb.Add/Sum", isIdempotent: true) { (request: SumRequest) in
                Pb_SumRequest.with {
                    $0.a = request.a
                    $0.b = request.b
                }
            } decode: { (reply: Pb_SumReply) in
                try AddError.check(reply.err)
                return SumResponse(v: reply.v)
            },
            concat: grpc.unary("pb.Add/Concat", isIdempotent: true) { (request: ConcatRequest) in
                Pb_ConcatRequest.with {
                    $0.a = request.a
                    $0.b = request.b
                }
            } decode: { (reply: Pb_ConcatReply) in
                try AddError.check(reply.err)
                return ConcatResponse(v: reply.v)
            }
        )
    }
}
