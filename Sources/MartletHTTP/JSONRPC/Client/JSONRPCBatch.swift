import Martlet
import MartletJSON
import NIOCore

/// Several calls that go to a peer in one request.
///
/// ```swift
/// var batch = rpc.batch()
/// let sum = try batch.call("sum", SumRequest(a: 1, b: 2), as: SumResponse.self)
/// try batch.notify("seen", ["user": "ada"])
/// let answers = try await batch.send()
/// let response = try answers[sum].get()
/// ```
///
/// Layers around an endpoint do not see the single calls: make an `Endpoint` of the whole where you want them.
public struct JSONRPCBatch: Sendable {
    private let caller: JSONRPCCaller
    private let exchange: Endpoint<ByteBuffer, IncomingResponse>
    private var body = ByteBuffer()
    private var ids: Set<[UInt8]> = []

    init(caller: JSONRPCCaller) {
        self.caller = caller
        exchange = caller.exchange("jsonrpc")
    }

    /// Adds a call.
    ///
    /// - Parameters:
    ///   - method: The name of the method.
    ///   - params: An object or an array; `Empty` for none.
    ///   - parameters: The names of the parameters in their order, for a peer that wants an array.
    ///   - type: The type of the result.
    /// - Returns: What finds the answer.
    /// - Throws: What the params throw when they are encoded; `invalidArgument` when the ids of the caller repeat.
    public mutating func call<Request: Encodable, Response: Decodable & Sendable>(
        _ method: String,
        _ params: Request,
        parameters: [String] = [],
        as type: Response.Type = Response.self
    ) throws -> Pending<Response> {
        let id = caller.makeID()
        guard ids.insert(id).inserted else {
            throw Status(.invalidArgument, "two requests of a batch have the same id")
        }
        try add(method, params, parameters, id: id)
        return Pending(id: id)
    }

    /// Adds a notification, which has no answer.
    ///
    /// - Parameters:
    ///   - method: The name of the method.
    ///   - params: An object or an array; `Empty` for none.
    ///   - parameters: The names of the parameters in their order, for a peer that wants an array.
    /// - Throws: What the params throw when they are encoded.
    public mutating func notify(_ method: String, _ params: some Encodable, parameters: [String] = []) throws {
        try add(method, params, parameters, id: nil)
    }

    private mutating func add<Request: Encodable>(
        _ method: String,
        _ params: Request,
        _ parameters: [String],
        id: [UInt8]?
    ) throws {
        var request = ByteBuffer()
        let names = JSONRPCParameterNames(parameters)
        try JSONRPCEnvelope.writeRequest(method, params, names: names, id: id, with: caller.json, into: &request)
        body.writeStaticString(body.readableBytes == 0 ? "[" : ",")
        body.writeImmutableBuffer(request)
    }

    /// Sends what was added and waits for the answers. An empty batch is not sent.
    ///
    /// - Throws: `Status` when the batch as a whole has failed. What single calls have come to is in the answers.
    public func send() async throws -> Answers {
        guard body.readableBytes > 0 else { return Answers(byID: [:], stray: nil, json: caller.json) }
        var request = body
        request.writeStaticString("]")
        let response = try await exchange(request)
        let (answers, stray) = try await JSONRPCAnswerReader(response, caller.json).all(of: ids)
        return Answers(byID: answers, stray: stray, json: caller.json)
    }

    /// A call of a batch, to find its answer with.
    public struct Pending<Response: Sendable>: Sendable {
        let id: [UInt8]
    }

    /// The answers of a batch.
    public struct Answers: Sendable {
        let byID: [[UInt8]: JSONRPCAnswer.Kept]
        /// An error that is the answer to none of the calls.
        let stray: JSONRPCError?
        let json: JSONCodec

        /// What a call has come to: its result, or the `Status` that it failed with; `internal` when the peer has not
        /// answered it.
        public subscript<Response: Decodable & Sendable>(_ call: Pending<Response>) -> Result<Response, any Error> {
            switch byID[call.id] {
            case .result(let bytes):
                if Response.self == Empty.self, let empty = Empty() as? Response { return .success(empty) }
                do {
                    return .success(try json.decode(Response.self, from: bytes))
                } catch {
                    return .failure(JSONRPCAnswerReader.unreadable(error))
                }
            case .error(let error): return .failure(error.status)
            case nil:
                let reason = stray.map { ", and says: \($0.message)" } ?? ""
                var status = JSONRPCAnswerReader.unreadable("the peer has not answered this call\(reason)")
                status.underlying = stray
                return .failure(status)
            }
        }
    }
}
