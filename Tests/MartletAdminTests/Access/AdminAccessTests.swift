import HTTPTypes
import MartletHTTP
import Testing

@testable import MartletAdmin

@Suite struct AdminAccessTests {
    private let token = "0123456789abcdef"

    private func client() throws -> AdminClient {
        try AdminClient {
            $0.bearerToken = token
            $0.version = AdminVersion(name: "svc", version: "1")
        }
    }

    @Test func theTokenOpensThePages() async throws {
        let response = try await client().get("/version", host: "a.example", [.authorization: "Bearer \(token)"])
        #expect(response.status == .ok)
        #expect(try await client().get("/version", [.authorization: "bearer  \(token)"]).status == .ok)
    }

    @Test(
        arguments: [
            nil, "", "Bearer", "Bearer ", "Bearer 0123456789abcdeF", "Bearer 0123456789abcde",
            "Bearer 0123456789abcdef0",
            "Basic 0123456789abcdef", "0123456789abcdef", "Bearer 0123456789abcdef0123456789abcdef",
        ] as [String?]
    )
    func nothingElseDoes(_ field: String?) async throws {
        let fields: HTTPFields = field.map { [.authorization: $0] } ?? [:]
        let response = try await client().get("/version", fields)
        #expect(response.status == .unauthorized)
        #expect(response.fields[.wwwAuthenticate] == #"Bearer realm="admin""#)
    }

    @Test func theProbesNeedNone() async throws {
        #expect(try await client().get("/livez", host: "10.0.0.1:9090").status == .ok)
        #expect(try await client().get("/readyz", host: "svc.cluster").status == .ok)
    }

    @Test func withoutATokenNamesAreRefused() async throws {
        let client = try AdminClient { $0.version = AdminVersion(name: "svc", version: "1") }
        #expect(try await client.get("/version", host: "evil.example").status == .forbidden)
        #expect(try await client.get("/version", host: "localhost.evil.example").status == .forbidden)
        for host in ["localhost", "localhost:9090", "127.0.0.1", "127.0.0.1:9090", "[::1]:9090"] {
            #expect(try await client.get("/version", host: host).status == .ok, "\(host)")
        }
    }

    @Test(
        arguments: [
            (nil, true), ("127.0.0.1:50000", true), ("[::1]:50000", true), ("[::ffff:127.0.0.1]:50000", true),
            ("10.0.0.1:50000", false), ("[2001:db8::1]:50000", false), ("1.127.0.0:1", false),
        ] as [(String?, Bool)]
    )
    func peersOnThisMachine(_ address: String?, _ isThisMachine: Bool) {
        #expect(AdminAccess.isThisMachine(address) == isThisMachine)
    }

    @Test func aBrowserIsNotToldWhatIsChecked() async throws {
        let client = try AdminClient { $0.readinessChecks = [HealthCheck("database", timeout: .seconds(60)) {}] }
        #expect(try await client.get("/readyz", host: "evil.example").text == #"{"status":"ok"}"#)
        #expect(try await client.get("/readyz").text.contains("database"))
    }

    @Test(arguments: [
        ("127.0.0.1:9090", true), ("localhost:0", true), ("[::1]:9090", true), ("127.9.9.9:1", true),
        ("0.0.0.0:9090", false), ("[::]:9090", false), (":9090", false), ("10.0.0.1:9090", false),
        ("127.evil.example:9090", false), ("localhost.evil.example:1", false),
    ])
    func addressesOfThisMachine(_ text: String, _ isLocal: Bool) throws {
        #expect(try #require(ServerAddress(text)).isLocal == isLocal)
    }

    @Test func aSocketInTheFileSystemIsLocal() {
        #expect(ServerAddress.unixDomainSocket(path: "/tmp/a").isLocal)
    }

    @Test(arguments: [nil, ""] as [String?])
    func noListeningToANetworkWithoutAToken(_ token: String?) async {
        let admin = AdminServer(on: .hostname("0.0.0.0", port: 0), logger: .silent) { $0.bearerToken = token }
        await #expect(throws: AdminServerError.self) { try await admin.run() }
    }

    @Test func comparison() {
        #expect(AdminAccess.isEqual("abc", "abc"))
        for wrong in ["", "ab", "abd", "abcabc", "abca"] { #expect(!AdminAccess.isEqual(wrong, "abc"), "\(wrong)") }
        #expect(!AdminAccess.isEqual("", ""))
    }
}
