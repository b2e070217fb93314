import Martlet
import MartletHTTP
import NIOCore

/// A stream that has been opened.
struct EtcdStream: Sendable {
    let body: ResponseStream<ByteBuffer>
    /// Which member serves it.
    let endpoint: Int
    /// With which it was opened.
    let token: String?
}
