import MartletTracing
import Tracing

/// What is sent: spans, and the service that they come from.
struct OTLPRequest {
    var resource: TelemetryResource
    var spans: [FinishedSpan]

    /// The library that made the spans.
    static let scopeName = "martlet"
}

extension FinishedSpan {
    /// The flags of the header, and whether the parent is in another process.
    var otlpFlags: UInt32 {
        UInt32(spanContext.flags.rawValue) | OTLPFlags.knowsRemote | (hasRemoteParent ? OTLPFlags.isRemote : 0)
    }

    /// `SPAN_KIND_…`.
    var otlpKind: UInt64 {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }

    /// `STATUS_CODE_…`, when anybody has said anything.
    var otlpStatusCode: UInt64? {
        status.map { $0.code == .ok ? 1 : 2 }
    }
}

extension FinishedSpan.Link {
    /// The flags of the header, and whether the span is in another process.
    var otlpFlags: UInt32 {
        UInt32(spanContext.flags.rawValue) | OTLPFlags.knowsRemote | (spanContext.isRemote ? OTLPFlags.isRemote : 0)
    }
}

private enum OTLPFlags {
    static let knowsRemote: UInt32 = 0x100
    static let isRemote: UInt32 = 0x200
}
