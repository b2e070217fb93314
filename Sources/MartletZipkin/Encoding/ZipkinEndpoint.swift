import NIOCore
import Tracing

/// One side of a call, as far as it is known.
struct ZipkinEndpoint: Hashable, Sendable {
    var serviceName: String?
    var ipv4: String?
    var ipv6: String?
    var port: Int?

    /// - Parameters:
    ///   - serviceName: Its name; empty counts as unknown.
    ///   - address: An IP address; anything else counts as unknown.
    ///   - port: Its port; 0 and what is beyond 65535 count as unknown.
    init(serviceName: String? = nil, address: String? = nil, port: Int? = nil) {
        if let serviceName, !serviceName.isEmpty { self.serviceName = serviceName }
        if let address {
            switch try? SocketAddress(ipAddress: address, port: 0) {
            case .v4: ipv4 = address
            case .v6: ipv6 = address
            default: break
            }
        }
        if let port, (1...65_535).contains(port) { self.port = port }
    }

    /// Whether nothing is known.
    var isEmpty: Bool { serviceName == nil && ipv4 == nil && ipv6 == nil && port == nil }

    /// The other side of a span.
    ///
    /// - Parameters:
    ///   - attributes: What is known of the span, by the names of OpenTelemetry's semantic conventions.
    ///   - kind: Whether the other side is a server or a client.
    init(remoteOf attributes: SpanAttributes, kind: SpanKind) {
        let calls = kind == .client || kind == .producer
        guard calls || kind == .server || kind == .consumer else {
            self.init()
            return
        }
        let side = calls ? "server" : "client"
        let host = Self.text(attributes, "\(side).address")
        let peer = Self.text(attributes, "network.peer.address")
        self.init(
            serviceName: Self.text(attributes, "peer.service"),
            address: peer ?? host,
            port: Self.number(attributes, "network.peer.port") ?? Self.number(attributes, "\(side).port")
        )
        // A name stands for the service when nothing better does.
        if serviceName == nil, let host, !host.isEmpty, (try? SocketAddress(ipAddress: host, port: 0)) == nil {
            serviceName = host
        }
    }

    private static func text(_ attributes: SpanAttributes, _ name: String) -> String? {
        if case .string(let text) = attributes.get(name) { text } else { nil }
    }

    private static func number(_ attributes: SpanAttributes, _ name: String) -> Int? {
        switch attributes.get(name) {
        case .int64(let number): Int(exactly: number)
        case .int32(let number): Int(number)
        default: nil
        }
    }
}
