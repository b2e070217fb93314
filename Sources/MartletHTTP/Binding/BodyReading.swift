import MartletJSON

/// How the bodies of a route become requests. Chosen once, when the route is made: a type that reads itself from JSON does so
/// in each request without a question being asked.
struct BodyReading<Request: Decodable & SendableMetatype> {
    private let decode: Route.Decode<Request>

    static func choose() -> Route.Decode<Request> {
        if Request.self == Empty.self { return { try Empty() as? Request ?? $0.decodeBody() } }
        if let type = Request.self as? any JSONReadable.Type, let direct = direct(type) { return direct }
        return { try $0.decodeBody() }
    }

    /// The two types are the same, which only the cast knows.
    private static func direct<Value: JSONReadable>(_ type: Value.Type) -> Route.Decode<Request>? {
        (BodyReading<Value> { try $0.decodeBody() } as? Self)?.decode
    }
}
