import MartletHTTP1

/// What routing has found out about a request: which parts of the path are parameters, and who reads the body.
struct MatchedRoute {
    let path: UnsafeRawBufferPointer
    let parameterNames: [String]
    let captures: [HTTP1Slice]
    let codec: any HTTPBodyCodec
    /// Whether the codec reads `application/json`, which is what nearly all bodies are.
    let readsJSON: Bool
}
