import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

struct UppercaseRequest: Codable, Hashable, Sendable {
    var s: String
}

struct UppercaseResponse: Codable, Hashable, Sendable {
    var v: String
}

struct GetProfile: Sendable {
    var id: String
}

enum NumberKey: RequestContextKey { typealias Value = Int }

struct Dang: Error, Equatable {}

extension HTTPField.Name {
    static let xFoo = named("X-Foo")
    static let xTheDude = named("X-The-Dude")
    static let xEdward = named("X-Edward")
    static let xText = named("X-Text")
    static let xHenloLizer = named("X-Henlo-Lizer")
    static let grpcTimeout = named("grpc-timeout")
    static let grpcPreviousRPCAttempts = named("grpc-previous-rpc-attempts")
    static let xRequestID = named("x-request-id")

    /// A name that cannot be sent becomes one that no test expects.
    private static func named(_ name: String) -> Self { Self(name) ?? .via }
}

/// The status that an operation throws.
func status(_ operation: () async throws -> Void) async -> Status? {
    do {
        try await operation()
        return nil
    } catch {
        return error as? Status
    }
}

extension ResponseStream {
    /// All elements.
    func collect() async throws -> [Element] {
        var elements: [Element] = []
        for try await element in self { elements.append(element) }
        return elements
    }
}

/// A body that arrives in pieces.
func pieces(_ texts: [String]) -> ResponseStream<ByteBuffer> {
    ResponseStream(texts.map { ByteBuffer(string: $0) })
}
