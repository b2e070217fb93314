// A libFuzzer target for the envelopes of JSON-RPC, compiled together with MartletJSON: `scripts/fuzz.sh JSONRPC`.
//
// It checks that no input crashes the readers of requests and answers, that what they take out is JSON and means the same
// as in the whole document, and that params by name and by position lead to each other.

private let codec = JSONCodec()
private let names = JSONRPCParameterNames(["a", "b\"", "é"])

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let read: Void? = try? codec.withDocument(bytes) { root in
        check(root)
        if root.kind == .array { root.forEachChild { _, node in check(node) } }
    }
    if read == nil, (try? codec.decode(Anything.self, from: bytes.bytes)) != nil {
        fatalError("refused as a document only")
    }
    return 0
}

private func check(_ node: JSONNode) {
    if let request = try? JSONRPCRequestEnvelope(node) {
        if let id = request.id { checkID(id) }
        if let params = request.params { checkParams(params) }
    }
    guard let answer = try? JSONRPCAnswerEnvelope(node) else { return }
    checkID(answer.id, mayBeAnything: true)
    if let result = answer.result { checkDocument(result.bytes) }
    if let data = answer.failure?.data { checkDocument(data) }
}

private func checkID(_ id: [UInt8], mayBeAnything: Bool = false) {
    checkDocument(id)
    guard !mayBeAnything else { return }
    id.withUnsafeBytes { bytes in
        try? codec.withDocument(bytes) { node in
            switch node.kind {
            case .string, .number, .null: break
            case .bool, .array, .object: fatalError("an id that is none")
            }
        }
    }
}

private func checkParams(_ params: JSONNode) {
    checkDocument(params.bytes)
    switch params.kind {
    case .array:
        guard let object = names.object(of: params) else { return }
        checkDocument(object)
        // Back again: the same values, in the same places.
        let array = object.withUnsafeBytes { bytes in try? codec.withDocument(bytes) { names.array(of: $0) } }
        if array != params.bytes { fatalError("params lost on the way") }
    case .object:
        checkDocument(names.array(of: params))
    default:
        fatalError("params that are no structure")
    }
}

private func checkDocument(_ bytes: [UInt8]) {
    if bytes.withUnsafeBytes({ try? codec.withDocument($0) { _ in } }) == nil {
        fatalError("taken out, and no document")
    }
}

/// Any document.
private struct Anything: Decodable {
    init(from decoder: any Decoder) throws {}
}
