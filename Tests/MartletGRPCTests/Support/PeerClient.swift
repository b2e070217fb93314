#if GRPC
import Martlet
import MartletGRPC

/// The methods of `peer.proto` as endpoints.
struct PeerClient: Sendable {
    typealias Note = PeerService.Note

    let echo: Endpoint<Note, Note>
    let count: Endpoint<Note, ResponseStream<Note>>
    let join: Endpoint<RequestStream<Note>, Note>
    let chat: Endpoint<RequestStream<Note>, ResponseStream<Note>>
    let fail: Endpoint<Note, Note>
    let wait: Endpoint<Note, Note>

    init(_ caller: GRPCCaller) {
        let encode: @Sendable (Note) -> Martlet_Peer_Message = { Martlet_Peer_Message($0) }
        let decode: @Sendable (Martlet_Peer_Message) -> Note = { Note($0) }
        echo = caller.unary("martlet.peer.Peer/Echo", encode: encode, decode: decode)
        count = caller.serverStreaming("martlet.peer.Peer/Count", encode: encode, decode: decode)
        join = caller.clientStreaming("martlet.peer.Peer/Join", encode: encode, decode: decode)
        chat = caller.bidirectional("martlet.peer.Peer/Chat", encode: encode, decode: decode)
        fail = caller.unary("martlet.peer.Peer/Fail", encode: encode, decode: decode)
        wait = caller.unary("martlet.peer.Peer/Wait", encode: encode, decode: decode)
    }
}
#endif
