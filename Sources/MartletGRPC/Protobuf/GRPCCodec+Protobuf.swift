#if GRPC
import NIOCore
public import SwiftProtobuf

extension GRPCCodec where Message: SwiftProtobuf.Message {
    /// Protocol Buffers, as nearly every service of gRPC speaks.
    public static var protobuf: GRPCCodec {
        GRPCCodec(
            parse: { try Message(serializedBytes: $0.bytes) },
            serialize: { message, buffer in
                let bytes: [UInt8] = try message.serializedBytes()
                buffer.writeBytes(bytes)
            }
        )
    }
}
#endif
