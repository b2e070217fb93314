#if GRPC
import Martlet
import MartletBase64
public import MartletHTTP

/// The reflection of gRPC, in the versions `v1` and `v1alpha`: tells tools such as `grpcurl` which services there are, and what
/// their messages look like.
///
/// Descriptors come from protoc, for instance into a resource of the program:
///
/// ```sh
/// protoc --include_imports --descriptor_set_out=add.descriptors add.proto
/// ```
///
/// ```swift
/// let reflection = try GRPCReflection(of: [add], descriptors: [addDescriptors])
/// let routes = HTTPRoutes {
///     add
///     reflection
/// }
/// ```
///
/// It shows whoever can reach the port what there is; leave it out where that is not wanted.
///
/// Source: [gRPC server reflection](https://github.com/grpc/grpc/blob/master/doc/server-reflection.md).
public struct GRPCReflection: Sendable {
    private let index: DescriptorIndex
    private let services: [String]

    /// Makes the reflection of services. Its own, and the health service, are known already.
    ///
    /// - Parameters:
    ///   - services: The services that are listed.
    ///   - descriptors: Sets of descriptors, each a `FileDescriptorSet` as protoc writes it.
    /// - Throws: `invalidArgument` when a set cannot be read.
    public init(of services: [GRPCService], descriptors: [[UInt8]]) throws {
        var index = DescriptorIndex()
        try index.add(Base64.decode(GeneratedDescriptors.set.utf8, .lenient) ?? [])
        for set in descriptors { try index.add(set) }
        self.index = index
        let own = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"]
        self.services = Set(services.map(\.name) + own).sorted()
    }

    // MARK: Answers

    enum Question {
        case file(String)
        case symbol(String)
        case `extension`(String, Int32)
        case extensionNumbers(String)
        case services
        case nothing
    }

    enum Answer {
        case files([[UInt8]])
        case extensionNumbers(String, [Int32])
        case services([String])
    }

    func answer(_ question: Question) -> Result<Answer, any Error> {
        Result {
            switch question {
            case .file(let name): .files(try index.file(name))
            case .symbol(let name): .files(try index.file(ofSymbol: name))
            case .extension(let type, let number): .files(try index.file(ofExtension: number, of: type))
            case .extensionNumbers(let type): .extensionNumbers(type, try index.extensionNumbers(of: type))
            case .services: .services(services)
            case .nothing: throw Status(.invalidArgument, "the request asks for nothing")
            }
        }
    }

    /// An endpoint of one version.
    func endpoint<Request: Sendable, Response: Sendable>(
        _ name: String,
        _ answer: @escaping @Sendable (Request) -> Response
    ) -> Endpoint<RequestStream<Request>, ResponseStream<Response>> {
        Endpoint(name) { requests in ResponseStream(AnsweredRequests(requests: requests, answer: answer)) }
    }
}

/// Answers each request with one response.
private struct AnsweredRequests<Request: Sendable, Response: Sendable>: AsyncSequence, Sendable {
    let requests: RequestStream<Request>
    let answer: @Sendable (Request) -> Response

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: requests.makeAsyncIterator(), answer: answer)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestStream<Request>.AsyncIterator
        let answer: @Sendable (Request) -> Response

        mutating func next() async throws -> Response? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Response? {
            try await base.next(isolation: actor).map(answer)
        }
    }
}

extension HTTPRoutesBuilder {
    /// Both versions of the reflection.
    public static func buildExpression(_ reflection: GRPCReflection) -> [Route] {
        reflection.v1.routes + reflection.v1alpha.routes
    }
}
#endif
