import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore

/// What belongs to one call while it is being answered.
struct ServerCall: Sendable {
    let settings: MethodSettings
    var context = RequestContext()
    var inputEncoding = MessageEncoding.identity
    var outputEncoding = MessageEncoding.identity
    var answer = GRPCAnswerMetadata()

    /// Kept only when there are hooks that want them.
    var request: GRPCRequestHead?
    var head: ReceivedHead?

    init(_ settings: MethodSettings) {
        self.settings = settings
    }

    /// Reads the head of a request.
    ///
    /// - Throws: `HTTPError` when it is not gRPC, or not over HTTP/2; else what is wrong with it, as a status.
    mutating func read(_ request: borrowing IncomingRequest, on exchange: any ServerExchange) throws {
        guard exchange.carriesTrailers else {
            throw HTTPError(.httpVersionNotSupported, "gRPC needs HTTP/2")
        }
        guard ContentType.isGRPC(request[.contentType] ?? "") else {
            throw HTTPError(.unsupportedMediaType, "the content should be \(ContentType.grpc)")
        }
        settings.propagation.read(request, into: &context)
        if settings.keepsHead { head = request.head }
        if settings.keepsRequest {
            self.request = GRPCRequestHead(
                method: settings.path,
                metadata: GRPCMetadata(request.fields),
                remoteAddress: request.head.remoteAddress
            )
        }
        if let name = FieldNames.encoding, let value = request[name] {
            guard let encoding = MessageEncoding(value) else {
                throw Status(.unimplemented, "grpc-encoding \"\(value.prefix(40))\" is not known here")
            }
            inputEncoding = encoding
        }
        if settings.limits.compresses, let name = FieldNames.acceptEncoding, let value = request[name],
            MessageEncoding.acceptsGzip(value)
        {
            outputEncoding = .gzip
        }
        if context.deadline?.hasPassed() == true { throw Status(.deadlineExceeded) }
        for hook in settings.httpHooks.before { try hook(request, &context) }
        if let head = self.request {
            for hook in settings.hooks.before { try hook(head, &context) }
        }
    }

    // MARK: Answers

    /// Runs the after-hooks, and writes what they have said.
    mutating func prepare(_ response: inout OutgoingResponse) throws {
        response.contentType = .grpc
        for hook in settings.httpHooks.after { try hook(&response, &context) }
        for hook in settings.hooks.after { try hook(&answer, &context) }
        // Whatever a hook for HTTP has thought of, an answer of gRPC is 200 and has this type.
        response.status = .ok
        response.contentType = .grpc
        answer.header.forEachField { response.fields.appendField($0, $1) }
        if outputEncoding == .gzip { response.fields.appendField("grpc-encoding", "gzip") }
    }

    /// The fields behind a success.
    var trailers: HTTPFields {
        guard !answer.trailer.isEmpty else { return Self.success }
        var fields = Self.success
        answer.trailer.forEachField { fields.appendField($0, $1) }
        return fields
    }

    private static let success: HTTPFields = {
        var fields = HTTPFields()
        fields.appendField(StatusFields.status, "0")
        return fields
    }()

    /// What is sent in place of ``trailers`` most of the time.
    static let onlySuccess: @Sendable () -> HTTPFields = { success }

    /// The fields of a failure.
    func fields(of error: any Error) -> HTTPFields {
        var fields = HTTPFields()
        StatusFields.forEachField(of: Status(error, in: context)) { fields.appendField($0, $1) }
        return fields
    }

    /// Writes the answer to an error: one head without a body.
    func write(_ error: any Error, to response: inout OutgoingResponse) {
        if let error = error as? HTTPError, error.isNotGRPC {
            response.status = error.httpStatus
            response.contentType = .text
            response.body.writeString(error.status.message + "\n")
        } else {
            response.contentType = .grpc
            response.fields = fields(of: error)
        }
    }

    func handle(_ error: any Error, endpoint: String) {
        settings.errorHandler.handle(error, endpoint: endpoint, context: context)
    }

    /// Tells the finalizers.
    func finish(_ error: (any Error)?, _ response: OutgoingResponse?, byteCount: Int) {
        if let request {
            let finished = FinishedGRPCRequest(request: request, context: context, answer: answer, error: error)
            for finalizer in settings.hooks.finalizers { finalizer(finished) }
        }
        guard let head, !settings.httpHooks.finalizers.isEmpty else { return }
        let finished = FinishedRequest(
            request: head,
            context: context,
            status: response?.status ?? .ok,
            responseFields: response?.fields ?? HTTPFields(),
            responseByteCount: byteCount,
            error: error
        )
        for finalizer in settings.httpHooks.finalizers { finalizer(finished) }
    }
}

/// The names that are looked up, made once.
enum FieldNames {
    static let encoding = HTTPField.Name("grpc-encoding")
    static let acceptEncoding = HTTPField.Name("grpc-accept-encoding")
}

extension MediaType {
    /// What every answer of gRPC is.
    static let grpc = MediaType(ContentType.grpc)
}

extension HTTPError {
    /// Whether it is about a request that no client of gRPC has sent, which is answered as HTTP.
    var isNotGRPC: Bool { httpStatus == .unsupportedMediaType || httpStatus == .httpVersionNotSupported }
}

extension HTTPFields {
    /// Adds a field whose name and value are known to be valid.
    mutating func appendField(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
    }
}

extension GRPCMetadata {
    /// The metadata among the fields of a request.
    init(_ fields: HTTPFields) {
        self.init()
        for field in fields { readField(field.name.canonicalName, field.value) }
    }
}
