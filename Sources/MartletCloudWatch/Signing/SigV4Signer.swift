import Crypto

/// Signs requests to AWS with Signature Version 4: a value without a clock or a network.
///
/// ```swift
/// let signer = SigV4Signer(region: "eu-central-1", service: "monitoring")
/// let signature = signer.sign(request, at: nanosecondsSince1970, with: credentials)
/// // the request is sent with signature.headers added
/// ```
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html>.
public struct SigV4Signer: Hashable, Sendable {
    private static let algorithm = "AWS4-HMAC-SHA256"

    /// The region: `eu-central-1`.
    public let region: String

    /// The service, as it is called in signatures: `monitoring` is CloudWatch.
    public let service: String

    /// Makes a signer.
    ///
    /// - Parameters:
    ///   - region: The region.
    ///   - service: The service, as it is called in signatures.
    public init(region: String, service: String) {
        self.region = region
        self.service = service
    }

    /// Signs a request.
    ///
    /// - Parameters:
    ///   - request: The request as it will be sent, with its `host`. What is among its headers is signed; whatever a
    ///     proxy may change, such as `user-agent`, does not belong there.
    ///   - nanoseconds: The time, in nanoseconds since 1970. AWS refuses a signature that is five minutes old, or 15
    ///     for some services.
    ///   - credentials: Who signs.
    public func sign(_ request: SigV4Request, at nanoseconds: Int64, with credentials: AWSCredentials) -> SigV4Signature
    {
        let time = CalendarTime(nanoseconds: nanoseconds)
        var added: [(name: String, value: String)] = [("x-amz-date", time.basic)]
        if let token = credentials.sessionToken { added.append(("x-amz-security-token", token)) }
        let headers = Self.canonicalHeaders(request.headers + added)
        let names = headers.map(\.name).joined(separator: ";")
        let scope = "\(time.date)/\(region)/\(service)/aws4_request"
        let canonicalRequest = [
            request.method,
            SigV4Encoding.path(request.path),
            SigV4Encoding.query(request.query),
            headers.map { "\($0.name):\($0.value)\n" }.joined(),
            names,
            Self.hexadecimal(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
        let stringToSign = [
            Self.algorithm,
            time.basic,
            scope,
            Self.hexadecimal(SHA256.hash(data: Array(canonicalRequest.utf8))),
        ].joined(separator: "\n")
        let signature = Self.hexadecimal(
            Self.authenticationCode(of: stringToSign, key: signingKey(credentials, date: time.date))
        )
        let authorization =
            "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(names), Signature=\(signature)"
        return SigV4Signature(
            canonicalRequest: canonicalRequest,
            stringToSign: stringToSign,
            signature: signature,
            headers: added + [("authorization", authorization)]
        )
    }

    /// The key of a day, a region and a service.
    private func signingKey(_ credentials: AWSCredentials, date: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [date, region, service, "aws4_request"] {
            key = SymmetricKey(data: Self.authenticationCode(of: part, key: key))
        }
        return key
    }

    private static func authenticationCode(
        of text: String,
        key: SymmetricKey
    ) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    private static func canonicalHeaders(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)]
    {
        var values: [String: [String]] = [:]
        for (name, value) in headers {
            let words = value.split { $0 == " " || $0 == "\t" || $0.isNewline }
            values[name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        return values.map { (name: $0.key, value: $0.value.joined(separator: ",")) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
