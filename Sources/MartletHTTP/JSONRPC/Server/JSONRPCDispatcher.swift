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
            return refused(error.error, id: error.id)
        }
    }

    private func item(_ envelope: JSONRPCRequestEnvelope) -> JSONRPCItem {
        var item = refused(JSONRPCError(JSONRPCError.internalErrorCode, ""), id: envelope.id)
        item.name = envelope.method
        do {
            item.context = try context(of: envelope)
            guard let method = table.methods[envelope.method] else {
                throw JSONRPCError(
                    code: JSONRPCError.methodNotFoundCode,
                    Status(.unimplemented, "Method not found: \(envelope.method.prefix(100))")
                )
            }
            item.name = method.endpointName
            item.call = .success(try bound(item.context) { try method.prepare(envelope.params, table.json) })
        } catch {
            item.call = .failure(error)
        }
        return item
    }

    private func context(of envelope: JSONRPCRequestEnvelope) throws -> RequestContext? {
        guard !table.beforeHooks.isEmpty else { return nil }
        let call = JSONRPCCall(
            method: envelope.method,
            id: envelope.id.map { String(decoding: $0, as: UTF8.self) }
        )
        var context = RequestContext.current
        for hook in table.beforeHooks { try hook(call, &context) }
        return context
    }

    private func bound<Result>(_ context: RequestContext?, _ body: () throws -> Result) rethrows -> Result {
        guard let context else { return try body() }
        return try RequestContext.$current.withValue(context, operation: body)
    }

    private func refusal(_ problem: String) -> JSONRPCItem {
        let refusal = JSONRPCRequestEnvelope.Refusal(problem)
        return refused(refusal.error, id: refusal.id)
    }

    private func refused(_ error: JSONRPCError, id: [UInt8]? = JSONRPCRequestEnvelope.null) -> JSONRPCItem {
        JSONRPCItem(id: id, name: "jsonrpc", call: .failure(error))
    }

    // MARK: Running

    /// Runs what was asked for.
    ///
    /// - Returns: The body of the answer; `nil` when all were notifications.
    func run(_ work: JSONRPCWork) async -> ByteBuffer? {
        switch work {
        case .single(let item):
            return await answer(to: item)
        case .batch(let items):
            let answers = await answers(to: items)
            guard !answers.isEmpty else { return nil }
            var output = ByteBuffer()
            for (index, answer) in answers.enumerated() {
                output.writeStaticString(index == 0 ? "[" : ",")
                output.writeImmutableBuffer(answer)
            }
            output.writeStaticString("]")
            return output
        }
    }

    /// The answers in the order of the requests, without those that notifications do not have.
    private func answers(to items: [JSONRPCItem]) async -> [ByteBuffer] {
        let width = max(1, table.limits.concurrentCallCount)
        return await withTaskGroup(of: (Int, ByteBuffer?).self) { group in
            var answers = [ByteBuffer?](repeating: nil, count: items.count)
            for (index, item) in items.enumerated() {
                if index >= width, let (done, answer) = await group.next() { answers[done] = answer }
                group.addTask { (index, await self.answer(to: item)) }
            }
            for await (done, answer) in group { answers[done] = answer }
            return answers.compactMap { $0 }
        }
    }

    private func answer(to item: JSONRPCItem) async -> ByteBuffer? {
        guard let context = item.context else { return await answerInContext(to: item) }
        return await RequestContext.$current.withValue(context) { await answerInContext(to: item) }
    }

    private func answerInContext(to item: JSONRPCItem) async -> ByteBuffer? {
        var output = ByteBuffer()
        do {
            try await item.call.get()(item.id ?? JSONRPCRequestEnvelope.null, &output)
        } catch {
            let error = cause(of: error)
            errorHandler.handle(error, endpoint: item.name, context: .current)
            output.clear()
            if let id = item.id { JSONRPCEnvelope.writeError(table.encodeError(error), id: id, into: &output) }
        }
        return item.id == nil ? nil : output
    }

    /// The error that counts: after the deadline, one that says nothing of its own comes from the cancellation.
    private func cause(of error: any Error) -> any Error {
        guard RequestContext.current.deadline?.hasPassed() == true else { return error }
        let code = Status(error).code
        return code == .unknown || code == .cancelled ? Status(.deadlineExceeded, underlying: error) : error
    }
}
