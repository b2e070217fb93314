/// The messages of `/v3/auth/authenticate`.
struct AuthenticateRequest: Encodable, Sendable {
    var name: String
    var password: String
}

struct AuthenticateResponse: Decodable, Sendable {
    var token: String
}
