import MartletJSON

/// How responses become the bodies of a route. Chosen once, when the route is made ready, as ``BodyReading``.
struct BodyWriting<Response: Encodable & SendableMetatype> {
    private let encode: Route.Encode<Response>

    static func choose(_ codec: any HTTPBodyCodec) -> Route.Encode<Response> {
        if let type = Response.self as? any JSONWritable.Type, let direct = direct(type, codec) { return direct }
        return { value, response in
            response.contentType = codec.mediaType
            try codec.encode(value, into: &response.body)
        }
    }

    /// The two types are the same, which only the cast knows.
    private static func direct<Value: JSONWritable>(
        _ type: Value.Type,
        _ codec: any HTTPBodyCodec
    ) -> Route.Encode<Response>? {
        let writing = BodyWriting<Value> { value, response in
            response.contentType = codec.mediaType
            try codec.encode(value, into: &response.body)
        }
        return (writing as? Self)?.encode
    }
}
