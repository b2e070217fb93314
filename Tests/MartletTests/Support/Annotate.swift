import Martlet

/// Go kit's `annotate`: a line before the call and one after it.
struct Annotate: Middleware {
    let label: String
    let log: EventLog

    init(_ label: String, _ log: EventLog) {
        self.label = label
        self.log = log
    }

    var layerNames: [String] { [label] }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        log.append("\(label) pre")
        defer { log.append("\(label) post") }
        return try await next(request)
    }
}
