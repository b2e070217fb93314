import Martlet
import MartletHTTP1
import Tracing

/// What a server has been asked to tell of its requests, made once for all of them.
package final class RequestObserver: Sendable {
    let accessLog: HTTPAccessLog?
    let metrics: HTTPServerMetrics?
    private let tracer: (any Tracer)?

    /// - Returns: `nil` when there is nothing to tell, so that such a server pays one branch.
    package init?(_ observability: HTTPServerObservability) {
        guard !observability.isEmpty else { return nil }
        accessLog = observability.accessLog
        metrics = observability.metrics.map(HTTPServerMetrics.init)
        tracer = observability.tracer
    }

    /// Begins with a request.
    ///
    /// - Parameters:
    ///   - route: The pattern of the route that answers it; `nil` when there is none.
    ///   - exchange: What carries the answer.
    /// - Returns: What carries the answer from now on.
    func observe(
        _ view: HTTP1HeadView,
        route: String?,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) -> ObservedExchange {
        let request = ObservedRequest(
            method: view.httpMethod.rawValue,
            path: view.string(view.head.path),
            userAgent: accessLog?.includesUserAgent == true || tracer != nil ? view["user-agent"] : nil,
            remoteAddress: remoteAddress,
            start: .now
        )
        return ObservedExchange(
            exchange,
            request: request,
            route: route,
            span: tracer.map { beginSpan($0, of: request, route: route, view) },
            observer: self
        )
    }

    private func beginSpan(
        _ tracer: some Tracer,
        of request: ObservedRequest,
        route: String?,
        _ view: HTTP1HeadView
    ) -> any Span {
        var context = ServiceContext.topLevel
        tracer.extract(BorrowedFields(view: view), into: &context, using: FieldExtractor())
        let method = request.method
        let span = tracer.startSpan(route.map { "\(method) \($0)" } ?? method, context: context, ofKind: .server)
        guard span.isRecording else { return span }
        span.updateAttributes { attributes in
            attributes["http.request.method"] = method
            attributes["url.path"] = request.path
            if let route { attributes["http.route"] = route }
            if let agent = request.userAgent { attributes["user_agent.original"] = agent }
            if let remote = request.remoteAddress() { attributes["client.address"] = remote }
        }
        return span
    }
}

/// The fields of a request as the carrier of a trace's context.
///
/// It is made for the one synchronous call of `extract`, and the view is valid until that has returned: so the promise to
/// be sendable, which the protocol asks for, is never put to use.
struct BorrowedFields: @unchecked Sendable {
    let view: HTTP1HeadView
}

/// Reads the context of a trace from the fields of a request. A field that was sent several times counts once, joined by commas
/// as RFC 9110 has it.
struct FieldExtractor: Extractor {
    func extract(key: String, from carrier: BorrowedFields) -> String? {
        carrier.view.joinedValue(of: key)
    }
}
