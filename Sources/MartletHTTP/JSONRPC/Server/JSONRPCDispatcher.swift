import Martlet
import MartletJSON
import NIOCore

/// Reads bodies, runs what they ask for, and writes the answers.
struct JSONRPCDispatcher: Sendable {
    private let table: JSONRPCMethods
    private let errorHandler: any ErrorHandler

    init(_ table: JSONRPCMethods, errorHandler: any ErrorHandler) {
        self.table = table
        self.errorHandler = errorHandler
    }

    // MARK: Reading

    /// Reads a body. What is wrong with it is part of the work, since it is answered like a call.
    func read(_ body: UnsafeRawBufferPointer) -> JSONRPCWork {
        do {
            return try table.json.withDocument(body) { root in
                guard root.kind == .array else { return .single(item(root)) }
                let count = root.count
                guard count > 0 else { return .single(refusal("an empty batch")) }
                guard count <= table.limits.batchCount else {
                    return .single(refusal("a batch has at most \(table.limits.batchCount) requests"))
                }
                var items: [JSONRPCItem] = []
                items.reserveCapacity(count)
                root.forEachChild { _, node in items.append(item(node)) }
                return .batch(items)
            }
        } catch {
            let reason = (error as? DecodingError).map { DecodingFailure($0).description } ?? "\(error)"
            let status = Status(.invalidArgument, "Parse error: \(reason)", underlying: error)
            return .single(refused(JSONRPCError(code: JSONRPCError.parseErrorCode, status)))
        }
    }

    private func item(_ node: JSONNode) -> JSONRPCItem {
        do {
            return item(try JSONRPCRequestEnvelope(node))
        } catch {
            return refusal(error.problem, id: error.id)
        }
    }

    private func item(_ envelope: JSONRPCRequestEnvelope) -> JSONRPCItem {
        var item = refused(JSONRPCError(JSONRPCError.internalErrorCode, ""), id: envelope.id)
        item.name = envelope.method
        let call = JSONRPCCall(
            method: envelope.method,
            id: envelope.id.map { String(decoding: $0, as: UTF8.self) }
        )
        var context = RequestContext.current
        context[JSONRPCCall.self] = call
        do {
            defer { item.context = context }
            for hook in table.beforeHooks { try hook(call, &context) }
            guard let method = table.methods[envelope.method] else {
                throw JSONRPCError(
                    code: JSONRPCError.methodNotFoundCode,
                    Status(.unimplemented, "Method not found: \(envelope.method.prefix(100))")
                )
            }
            item.name = method.endpointName
            item.call = .success(
                try RequestContext.$current.withValue(context) { try method.prepare(envelope.params, table.json) }
            )
        } catch {
            item.call = .failure(error)
        }
        return item
    }

    private func refusal(_ problem: String, id: [UInt8] = JSONRPCRequestEnvelope.null) -> JSONRPCItem {
        let status = Status(.invalidArgument, "Invalid Request: \(problem)")
        return refused(JSONRPCError(code: JSONRPCError.invalidRequestCode, status), id: id)
    }

    private func refused(_ error: JSONRPCError, id: [UInt8]? = JSONRPCRequestEnvelope.null) -> JSONRPCItem {
        JSONRPCItem(id: id, name: "jsonrpc", call: .failure(error))
    }

    // MARK: Running

    /// Runs what was asked for.
    ///
    /// - Returns: The answer, whose body is empty when all were notifications.
    func run(_ work: JSONRPCWork) async -> OutgoingResponse {
        switch work {
        case .single(let item):
            return await answer(to: item)
        case .batch(let items):
            var output = OutgoingResponse()
            for answer in await answers(to: items) {
                output.fields.append(contentsOf: answer.fields)
                if output.status == .ok { output.status = answer.status }
                guard answer.body.readableBytes > 0 else { continue }
                output.body.writeStaticString(output.body.readableBytes == 0 ? "[" : ",")
                output.body.writeImmutableBuffer(answer.body)
            }
            if output.body.readableBytes > 0 { output.body.writeStaticString("]") }
            return output
        }
    }

    /// The answers in the order of the requests.
    private func answers(to items: [JSONRPCItem]) async -> [OutgoingResponse] {
        let width = max(1, table.limits.concurrentCallCount)
        return await withTaskGroup(of: (Int, OutgoingResponse).self) { group in
            var answers = [OutgoingResponse?](repeating: nil, count: items.count)
            for (index, item) in items.enumerated() {
                if index >= width, let (done, answer) = await group.next() { answers[done] = answer }
                group.addTask { (index, await self.answer(to: item)) }
            }
            for await (done, answer) in group { answers[done] = answer }
            return answers.compactMap { $0 }
        }
    }

    private func answer(to item: JSONRPCItem) async -> OutgoingResponse {
        guard let context = item.context else { return await answerInContext(to: item) }
        return await RequestContext.$current.withValue(context) { await answerInContext(to: item) }
    }

    private func answerInContext(to item: JSONRPCItem) async -> OutgoingResponse {
        var output = OutgoingResponse()
        do {
            try await item.call.get()(item.id, &output.body)
        } catch {
            let error = RequestContext.current.cause(of: error)
            errorHandler.handle(error, endpoint: item.name, context: .current)
            output.body.clear()
            guard let id = item.id else { return output }
            if let source = error as? any HTTPFieldsProviding {
                output.fields.append(contentsOf: source.httpFields)
            }
            let object = table.encodeError(error, &output)
            // The encoder has chosen status and fields; the body is the protocol's.
            output.body.clear()
            JSONRPCEnvelope.writeError(object, id: id, into: &output.body)
        }
        return output
    }
}
