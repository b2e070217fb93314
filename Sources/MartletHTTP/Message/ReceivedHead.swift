public import HTTPTypes
import MartletHTTP1

/// The head of a request, kept: for finalizers, access logs, and whoever must know after the request has been read.
///
/// Strings are made on request.
public struct ReceivedHead: Sendable {
    /// One reference, so that carrying it through a call costs a word.
    private final class Storage: Sendable {
        let head: HTTP1OwnedHead
        let remoteAddress: String?

        init(_ head: HTTP1OwnedHead, remoteAddress: String?) {
            self.head = head
            self.remoteAddress = remoteAddress
        }
    }

    private let storage: Storage

    private var owned: HTTP1OwnedHead { storage.head }

    init(copying view: HTTP1HeadView, remoteAddress: String?) {
        storage = Storage(HTTP1OwnedHead(copying: view), remoteAddress: remoteAddress)
    }

    /// The address of the peer, with its port; `nil` for a transport within the process.
    public var remoteAddress: String? { storage.remoteAddress }

    /// The method.
    public var method: HTTPRequest.Method { owned.withView { $0.httpMethod } }

    /// The request target as it was sent: `/search?q=swift`.
    public var target: String { owned.withView { $0.string($0.head.target) } }

    /// The path of the target, still percent-encoded.
    public var path: String { owned.withView { $0.string($0.head.path) } }

    /// The host and port that the request is for, if it says.
    public var authority: String? {
        owned.withView { $0.head.authority.count == 0 ? nil : $0.string($0.head.authority) }
    }

    /// The fields.
    public var fields: HTTPFields { owned.withView { $0.httpFields } }

    /// The values of a field, joined by commas when there are several; `nil` when there is none.
    public subscript(name: HTTPField.Name) -> String? { owned.withView { $0.joinedValue(of: name) } }
}
