import MartletHTTP1
import NIOCore

/// A request whose body is arriving: a copy of its head, what was found for it, and the body so far.
///
/// A class because it is large, and would be copied from place to place.
final class CollectedRequest {
    private let head: HTTP1OwnedHead
    private let matched: MatchedRequest

    /// Bytes that the body may have.
    let limit: Int
    @exclusivity(unchecked) private(set) var body = ByteBuffer()

    init(copying view: HTTP1HeadView, matched: MatchedRequest, limit: Int) {
        head = HTTP1OwnedHead(copying: view)
        self.matched = matched
        self.limit = limit
    }

    /// Adds to the body. The first part is not copied: most bodies have one.
    func append(_ bytes: ByteBuffer) {
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
    }

    /// Lends the request as it is.
    func withRequest(_ use: (MatchedRequest, HTTP1HeadView, UnsafeRawBufferPointer) -> Void) {
        head.withView { view in
            body.withUnsafeReadableBytes { use(matched, view, $0) }
        }
    }
}
