import Testing

@testable import MartletCloudWatch

/// The examples of AWS's test suite for Signature Version 4 ("aws-sig-v4-test-suite"), checked against botocore 1.43.
@Suite struct SigV4SignerTests {
    private static let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    )

    /// 2015-08-30T12:36:00Z
    private static let time: Int64 = 1_440_938_160_000_000_000

    private static let host = (name: "Host", value: "example.amazonaws.com")

    private func sign(
        _ method: String = "GET",
        _ path: String = "/",
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [],
        body: String = "",
        credentials: AWSCredentials = Self.credentials
    ) -> SigV4Signature {
        SigV4Signer(region: "us-east-1", service: "service").sign(
            SigV4Request(
                method: method,
                path: path,
                query: query,
                headers: [Self.host] + headers,
                body: Array(body.utf8)
            ),
            at: Self.time,
            with: credentials
        )
    }

    @Test func getVanilla() {
        let signature = sign()
        #expect(
            signature.canonicalRequest == """
                GET
                /

                host:example.amazonaws.com
                x-amz-date:20150830T123600Z

                host;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """
        )
        #expect(
            signature.stringToSign == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/service/aws4_request
                bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63
                """
        )
        #expect(signature.signature == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        #expect(signature.headers.map(\.name) == ["x-amz-date", "authorization"])
        #expect(signature.headers[0].value == "20150830T123600Z")
        #expect(
            signature.headers[1].value
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, "
                + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        )
    }

    @Test func getVanillaQueryOrderKeyCase() {
        #expect(
            sign(query: [("Param2", "value2"), ("Param1", "value1")]).signature
                == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        )
    }

    @Test func getVanillaQueryUnreserved() {
        let text = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        #expect(
            sign(query: [(text, text)]).signature == "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        )
    }

    @Test func getUTF8() {
        #expect(sign("GET", "/ሴ").signature == "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")
        // As botocore does: a path that is encoded already is encoded once more.
        #expect(
            sign("GET", "/%E1%88%B4").signature == "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"
        )
    }

    @Test func getSlashes() {
        #expect(
            sign("GET", "//example//").signature == "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"
        )
    }

    @Test func getHeaderValueTrim() {
        let headers = [(name: "My-Header1", value: " value1"), (name: "My-Header2", value: " \"a   b   c\"")]
        #expect(
            sign(headers: headers).signature == "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        )
    }

    @Test func postVanilla() {
        #expect(sign("POST").signature == "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")
    }

    @Test func postForm() {
        let type = (name: "Content-Type", value: "application/x-www-form-urlencoded")
        #expect(
            sign("POST", headers: [type], body: "Param1=value1").signature
                == "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        )
    }

    @Test func postSTSToken() {
        var credentials = Self.credentials
        credentials.sessionToken =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwt"
            + "hAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVX"
            + "AkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
        let signature = sign("POST", credentials: credentials)
        #expect(signature.signature == "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")
        #expect(signature.headers.map(\.name) == ["x-amz-date", "x-amz-security-token", "authorization"])
    }

    /// Signed by botocore.
    @Test func cloudWatch() {
        let signature = SigV4Signer(region: "eu-central-1", service: "monitoring").sign(
            SigV4Request(
                method: "POST",
                path: "/",
                headers: [
                    ("Host", "monitoring.eu-central-1.amazonaws.com"),
                    ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                ],
                body: Array("Action=PutMetricData&Version=2010-08-01".utf8)
            ),
            at: Self.time,
            with: Self.credentials
        )
        #expect(signature.signature == "83679fa9c3deaddce298a82f86e22363260ef8a6801f8bc7faa74062d65f4094")
    }

    @Test(arguments: [
        ("", "/"), ("/", "/"), ("/.", "/"), ("/example/..", "/"), ("/example1/example2/../..", "/"), ("/./", "/"),
        ("/./example", "/example"), ("/../../a", "/a"), ("/a/b/..", "/a/"), ("/a b", "/a%20b"), ("/a/./b/", "/a/b/"),
    ])
    func paths(path: String, canonical: String) {
        #expect(SigV4Encoding.path(path) == canonical)
    }

    @Test func repeatedHeadersAreJoinedAndQueriesEncoded() {
        let signature = sign(
            query: [("b", "2"), ("a b", "é/&="), ("a b", "1")],
            headers: [(name: "X-B", value: "2"), (name: "x-b", value: " 1  3")]
        )
        let lines = signature.canonicalRequest.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[2] == "a%20b=%C3%A9%2F%26%3D&a%20b=1&b=2")
        #expect(lines[4] == "x-amz-date:20150830T123600Z")
        #expect(lines[5] == "x-b:2,1 3")
    }

    @Test func textsShowNoSecrets() {
        var credentials = Self.credentials
        credentials.sessionToken = "t0ken"
        var text = "\(credentials) \(String(reflecting: credentials))"
        dump(credentials, to: &text)
        #expect(!text.contains("wJalr"))
        #expect(!text.contains("t0ken"))
        #expect(text.contains("AKIDEXAMPLE"))
    }
}
