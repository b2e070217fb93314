import Martlet
import Synchronization

/// The members that a client knows, and the one that it uses: the last one that worked.
final class EtcdEndpoints: Sendable {
    let urls: [String]

    private let current = Atomic(0)

    /// - Parameter endpoints: `host:port` or a URL.
    init(_ endpoints: [String]) {
        urls = endpoints.map(Self.url)
    }

    static func url(_ endpoint: String) -> String {
        var url = endpoint.contains("://") ? endpoint[...] : "http://\(endpoint)"[...]
        while url.last == "/" { url.removeLast() }
        return String(url)
    }

    /// The endpoints, without what stands before an `@`: it could be a password.
    var description: String {
        urls.map { url in
            guard let at = url.lastIndex(of: "@"), let slash = url.firstRange(of: "//") else { return url }
            return String(url[..<slash.upperBound] + url[url.index(after: at)...])
        }
        .joined(separator: ",")
    }

    /// All endpoints, each once, from the one that is used at present.
    var order: [Int] {
        let first = current.load(ordering: .relaxed)
        return urls.indices.map { (first + $0) % urls.count }
    }

    /// Goes on to the next endpoint, unless somebody else has done so.
    func failed(_ endpoint: Int) {
        let next = (endpoint + 1) % urls.count
        _ = current.compareExchange(expected: endpoint, desired: next, ordering: .relaxed)
    }

    /// Tries the endpoints one after the other, each once, until one answers.
    ///
    /// - Throws: The last failure; or the first one that is no fault of an endpoint.
    func first<Result>(_ body: (_ endpoint: Int) async throws -> sending Result) async throws -> sending Result {
        var last = Status(.failedPrecondition, "etcd: the client has no endpoints")
        for endpoint in order {
            do {
                return try await body(endpoint)
            } catch let status as Status where EtcdFailure.isOfEndpoint(status) {
                failed(endpoint)
                last = status
            }
            try Task.checkCancellation()
        }
        throw last
    }
}
