import Martlet
import MartletHTTP
import NIOCore
import NIOHPACK
import Tracing

/// What the calls of one endpoint have in common, whatever kind of method it is.
struct GRPCCall: Sendable {
    let caller: GRPCCaller

    /// `pb.Add/Sum`, without a slash in front.
    let method: String

    /// The fields that are the same in every call.
    private let prototype: HPACKHeaders

    init(_ caller: GRPCCaller, _ method: String) {
        self.caller = caller
        self.method = method.hasPrefix("/") ? String(method.dropFirst()) : method
        let client = caller.client
        let configuration = client.configuration
        let agent = (configuration.userAgent.map { $0 + " " } ?? "") + "martlet-grpc"
        var head = HPACKHeaders()
        head.reserveCapacity(12)
        head.add(name: ":method", value: "POST")
        head.add(name: ":scheme", value: configuration.tls == nil ? "http" : "https")
        head.add(name: ":path", value: "/" + self.method)
        head.add(name: ":authority", value: configuration.authority ?? client.target.authority)
        head.add(name: "te", value: "trailers")
        head.add(name: "content-type", value: ContentType.grpc)
        head.add(name: "user-agent", value: agent)
        head.add(name: "grpc-accept-encoding", value: MessageEncoding.accepted)
        if configuration.compressesRequests { head.add(name: "grpc-encoding", value: "gzip") }
        prototype = head
    }

    /// Whether a call ends by its deadline: what a hook waits for is not known.
    var endsByDeadline: Bool { caller.hooks.isEmpty }

    var hasFinalizers: Bool { !caller.hooks.finalizers.isEmpty }

    /// Runs the before-hooks and makes the head of the request.
    func prepare(_ progress: inout GRPCCallProgress) async throws -> HPACKHeaders {
        for hook in caller.hooks.before { try await hook(&progress.metadata, &progress.context) }
        if let tracer = caller.tracer { progress.span = beginSpan(tracer, &progress.metadata) }
        if let deadline = progress.context.deadline, deadline.hasPassed() {
            throw Status(.deadlineExceeded, "the deadline passed before the request was sent", delivery: .rejected)
        }
        return head(progress)
    }

    /// Runs the after-hooks; the caller has made sure that the server has answered.
    func finish(header: HPACKHeaders, trailer: HPACKHeaders, _ progress: inout GRPCCallProgress) async throws {
        guard !caller.hooks.after.isEmpty || hasFinalizers else { return }
        let answer = GRPCAnswerMetadata(header: GRPCMetadata(header), trailer: GRPCMetadata(trailer))
        progress.answer = answer
        for hook in caller.hooks.after { try await hook(answer, &progress.context) }
    }

    /// Tells the finalizers, and ends the span.
    func end(_ progress: GRPCCallProgress, _ error: (any Error)?) {
        if let span = progress.span { Self.end(span, error) }
        guard hasFinalizers else { return }
        let call = FinishedGRPCCall(
            method: method,
            metadata: progress.metadata,
            context: progress.context,
            answer: progress.answer,
            error: error
        )
        for finalizer in caller.hooks.finalizers { finalizer(call) }
    }

    /// The head of a request, with what travels with a call.
    private func head(_ progress: borrowing GRPCCallProgress) -> HPACKHeaders {
        var head = prototype
        let context = progress.context
        if let deadline = context.deadline {
            let value = DeadlineField.format(deadline.remaining())
            // Never twice the same, so not worth remembering for the connection.
            head.add(name: DeadlineField.name, value: value, indexing: .nonIndexable)
        }
        if !context.isAttemptReceived, let attempt = AttemptField.format(attempt: context.attempt) {
            head.add(name: AttemptField.name, value: attempt)
        }
        if !context.metadata.isEmpty {
            var inherited = GRPCMetadata()
            for entry in context.metadata where !progress.metadata.contains(where: { $0.name == entry.name }) {
                inherited.readField(entry.name, entry.value)
            }
            inherited.forEachField { head.add(name: $0, value: $1) }
        }
        if !progress.metadata.isEmpty { progress.metadata.forEachField { head.add(name: $0, value: $1) } }
        return head
    }

    // MARK: Spans

    private func beginSpan(_ tracer: some Tracer, _ metadata: inout GRPCMetadata) -> any Span {
        let span = tracer.startSpan(method, ofKind: .client)
        tracer.inject(span.context, into: &metadata, using: MetadataInjector())
        guard span.isRecording else { return span }
        let parts = method.split(separator: "/", maxSplits: 1)
        let target = caller.client.target
        span.updateAttributes { attributes in
            attributes["rpc.system"] = "grpc"
            if parts.count == 2 {
                attributes["rpc.service"] = String(parts[0])
                attributes["rpc.method"] = String(parts[1])
            }
            if case .hostname(let host, let port) = target.kind {
                attributes["server.address"] = host
                attributes["server.port"] = port
            }
        }
        return span
    }

    static func end(_ span: some Span, _ error: (any Error)?) {
        if span.isRecording {
            span.attributes["rpc.grpc.status_code"] = error.map { Status($0).code.rawValue } ?? 0
            if let error { SpanFailure(error, isCall: false).record(on: span, kind: .client) }
        }
        span.end()
    }
}

/// How far a call has come.
struct GRPCCallProgress: Sendable {
    var metadata = GRPCMetadata()
    var context = RequestContext.current
    var answer: GRPCAnswerMetadata?
    var span: (any Span)?
}

private struct MetadataInjector: Injector {
    func inject(_ value: String, forKey key: String, into metadata: inout GRPCMetadata) {
        metadata[key] = value
    }
}

extension GRPCMetadata {
    /// The metadata among the fields of an answer.
    init(_ fields: HPACKHeaders) {
        self.init()
        for (name, value, _) in fields { readField(name, value) }
    }
}
