import Logging
import Martlet
import MartletLogging
import MartletPrometheus

struct SumRequest: Codable, Sendable {
    var a: Int
    var b: Int
}

struct SumResponse: Codable, Sendable {
    var v: Int
}

/// Calls of an endpoint, bare and with each of the layers that a service has.
enum EndpointPaths {
    static func make() -> [HotPath] {
        let sum = Endpoint("sum", isIdempotent: true) { (request: SumRequest) async in
            SumResponse(v: request.a &+ request.b)
        }
        let remote = Endpoint(remote: "sum", isIdempotent: true, endsByDeadline: true) { (request: SumRequest) in
            SumResponse(v: request.a &+ request.b)
        }
        let logger = Logger(label: "ratchet") {
            LineLogHandler(label: $0, writer: DiscardingLogWriter(), level: .info)
        }
        let plentiful = RateLimit(.perSecond(1_000_000_000), burst: 1_000_000_000)
        return [
            path("endpoint", sum),
            path(
                "endpoint-5-layers",
                sum.with(PassThrough(), PassThrough(), PassThrough(), PassThrough(), PassThrough())
            ),
            path("layer-instrumentation", sum.with(Instrumentation(PrometheusMetrics()))),
            path("layer-request-logging", sum.with(RequestLogging(logger))),
            path("layer-rate-limit", sum.with(plentiful)),
            path("layer-breaker", sum.with(CircuitBreaker())),
            path("layer-retry", sum.with(Retry())),
            path("layer-timeout-remote", remote.with(Timeout(.seconds(30)))),
            path("layer-bulkhead", sum.with(Bulkhead(10))),
            path("layer-adaptive-concurrency", sum.with(AdaptiveConcurrency())),
            path("layer-load-shedding", sum.with(LoadShedding(concurrency: 10))),
            path("layers-resilient-client", remote.with(Resilient(.client))),
            path("layers-resilient-server", sum.with(Resilient(.server))),
        ]
    }

    private static func path(_ name: String, _ endpoint: Endpoint<SumRequest, SumResponse>) -> HotPath {
        HotPath(async: name) { count in
            for number in 0..<count {
                guard try await endpoint(SumRequest(a: number, b: 1)).v == number + 1 else { throw WrongAnswer() }
            }
        }
    }
}

/// Only calls the next layer.
private struct PassThrough: Middleware {
    @inline(__always)
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await next(request)
    }
}
