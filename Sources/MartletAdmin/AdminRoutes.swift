import HTTPTypes
import Martlet
import MartletHTTP
import MartletLogging
import MartletMetrics
import NIOCore

/// The table of an admin port.
struct AdminRoutes {
    private let configuration: AdminServer.Configuration
    private let access: AdminAccess

    init(_ configuration: AdminServer.Configuration) {
        self.configuration = configuration
        access = AdminAccess(token: configuration.bearerToken)
    }

    var routes: HTTPRoutes {
        HTTPRoutes {
            probes
            HTTPRoutes {
                Route(.get, "/", to: index, encode: Self.encodeText)
                if let metrics = configuration.metrics { Self.page("/metrics", of: metrics) }
                if let variables = configuration.variables { Self.page("/debug/vars", of: variables) }
                if let levels = configuration.logLevels { Self.logLevels(levels) }
                if !configuration.endpoints.isEmpty { Self.endpoints(configuration.endpoints) }
                if let version = configuration.version {
                    Route(.get, "/version", to: Endpoint("admin.version") { (_: Empty) in VersionPage(version) })
                }
            }
            .before { [access] request, _ in try access.check(request) }
        }
    }

    // MARK: Probes

    /// Orchestrators have no token: whoever may not see the pages is told the status and no more.
    private var probes: HTTPRoutes {
        let (configuration, access) = (configuration, access)
        let live = Endpoint("admin.livez") { (isTrusted: Bool) in
            await HealthReport.of(configuration.livenessChecks).disclosed(isTrusted)
        }
        let ready = Endpoint("admin.readyz") { (isTrusted: Bool) in
            let state = configuration.readiness?.state ?? .ready
            return await HealthReport.of(
                configuration.readinessChecks,
                unless: state == .ready ? nil : state.description
            )
            .disclosed(isTrusted)
        }
        // Who asks often, or at the same time, makes the checks run once.
        return HTTPRoutes {
            Route(.get, "/livez", to: live.with(Coalesce())) { access.isTrusted($0) }
            Route(.get, "/readyz", to: ready.with(Coalesce())) { access.isTrusted($0) }
        }
    }

    // MARK: Pages

    private var index: Endpoint<Empty, String> {
        var paths = ["/livez", "/readyz"]
        if configuration.metrics != nil { paths.append("/metrics") }
        if configuration.variables != nil { paths.append("/debug/vars") }
        if configuration.logLevels != nil { paths.append("/debug/log") }
        if !configuration.endpoints.isEmpty { paths.append("/debug/endpoints") }
        if configuration.version != nil { paths.append("/version") }
        let text = paths.joined(separator: "\n") + "\n"
        return Endpoint("admin.index") { _ in text }
    }

    private static func encodeText(_ text: String, _ response: inout OutgoingResponse) {
        response.contentType = .text
        response.body.writeString(text)
    }

    /// A page that renders as fast as it is read.
    private static func page(_ path: String, of source: any MetricsExposition) -> Route {
        struct Wishes: Sendable {
            let accept: String?
            let acceptEncoding: String?
        }
        let endpoint = Endpoint("admin\(path)") { (wishes: Wishes) in
            source.page(accept: wishes.accept, acceptEncoding: wishes.acceptEncoding)
        }
        return Route(
            .get,
            path,
            to: endpoint,
            decode: { Wishes(accept: $0[.accept], acceptEncoding: $0[.acceptEncoding]) },
            encode: { page, response in
                response.contentType = MediaType(page.contentType)
                if let encoding = page.contentEncoding { response.fields[.contentEncoding] = encoding }
                response.fields[.vary] = "Accept, Accept-Encoding"
                response.stream = ResponseStream(page.chunks.map { ByteBuffer(bytes: $0) })
            }
        )
    }

    private static func logLevels(_ levels: LogLevels) -> HTTPRoutes {
        HTTPRoutes {
            Route(.get, "/debug/log", to: Endpoint("admin.log") { (_: Empty) in LogLevelsPage(levels) })
            Route(
                .put,
                "/debug/log",
                to: Endpoint("admin.log.change") { (change: LogLevelChange) in
                    try levels.apply(change)
                    return LogLevelsPage(levels)
                }
            )
        }
    }

    /// Browsers say that they want HTML; everybody else gets JSON.
    private static func endpoints(_ outlines: [EndpointOutline]) -> Route {
        let page = EndpointsPage(outlines)
        let html = page.html
        let endpoint = Endpoint("admin.endpoints") { (wantsHTML: Bool) in wantsHTML }
        return Route(
            .get,
            "/debug/endpoints",
            to: endpoint,
            decode: { $0[.accept]?.contains("text/html") == true },
            encode: { wantsHTML, response in
                response.fields[.vary] = "Accept"
                if wantsHTML {
                    response.contentType = MediaType("text/html; charset=utf-8")
                    response.body.writeString(html)
                } else {
                    response.contentType = .json
                    try JSONBodyCodec().encode(page, into: &response.body)
                }
            }
        )
    }
}
