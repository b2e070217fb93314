import MartletGob

/// The two streams of gobs of a connection: what is read from the peer, and what is written to it.
final class GobConnection {
    let decoding: GobDecodingState
    let encoding: GobEncodingState
    var reader = GobHeaderReader()
    var writer: GobHeaderWriter

    init(_ limits: GobStreamLimits, isServer: Bool) {
        decoding = GobDecodingState(types: limits.types, limits: limits.limits)
        encoding = GobEncodingState(types: limits.types)
        writer = isServer ? .response(encoding) : .request(encoding)
    }
}

/// What bounds the streams of a connection.
struct GobStreamLimits: Sendable {
    let limits: GobLimits
    let types: GobTypes

    init(_ limits: NetRPCServerLimits, _ types: GobTypes) {
        self.types = types
        self.limits = GobLimits {
            $0.messageByteCount = limits.messageByteCount
            $0.depth = limits.depth
            $0.typeCount = limits.typeCount
        }
    }

    init(messageByteCount: Int, types: GobTypes) {
        self.types = types
        limits = GobLimits { $0.messageByteCount = messageByteCount }
    }
}

/// A struct without fields, which Go's server sends as the reply of a call that has failed.
struct NoReply: Codable {}
