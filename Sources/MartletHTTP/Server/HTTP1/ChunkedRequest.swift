import MartletHTTP1
import NIOCore

/// A request whose body arrives in chunks: a copy of its head, and the body so far.
struct ChunkedRequest {
    let head: HTTP1OwnedHead
    var body = ByteBuffer()

    init(copying view: HTTP1HeadView) {
        head = HTTP1OwnedHead(copying: view)
    }
}
