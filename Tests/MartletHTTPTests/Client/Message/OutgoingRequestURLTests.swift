import HTTPTypes
import Martlet
import Testing

@testable import MartletHTTP

@Suite("URLs of requests")
struct OutgoingRequestURLTests {
    @Test("parameters and query items are encoded")
    func example() throws {
        var request = OutgoingRequest(.get, "http://127.0.0.1:8080/profiles/{id}/addresses")
        request.setParameter("id", "a/b")
        request.addQueryItem("kind", "home & work")
        request.addQueryItem("page", 2)
        #expect(
            try request.url() == "http://127.0.0.1:8080/profiles/a%2Fb/addresses?kind=home%20%26%20work&page=2"
        )
        #expect(try request.target() == "/profiles/a%2Fb/addresses?kind=home%20%26%20work&page=2")
        #expect(request.origin == "http://127.0.0.1:8080")
    }

    @Test(
        "a value cannot leave its segment",
        arguments: [
            ("a?b=c", "a%3Fb=c"),
            ("a#b", "a%23b"),
            ("../admin", "..%2Fadmin"),
            ("%2e%2e", "%252e%252e"),
            ("a\r\nHost: evil", "a%0D%0AHost:%20evil"),
            ("a b HTTP/1.1", "a%20b%20HTTP%2F1.1"),
            ("ä€😀", "%C3%A4%E2%82%AC%F0%9F%98%80"),
            ("\u{0}", "%00"),
            ("...", "..."),
        ]
    )
    func hostileParameter(value: String, encoded: String) throws {
        var request = OutgoingRequest(.get, "http://h/p/{id}/x")
        request.setParameter("id", value)
        #expect(try request.url() == "http://h/p/\(encoded)/x")
    }

    @Test("a value that would name another resource is refused", arguments: ["", ".", ".."])
    func dotSegment(value: String) throws {
        var request = OutgoingRequest(.delete, "http://h/p/{id}")
        request.setParameter("id", value)
        let error = #expect(throws: Status.self) { try request.url() }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.hasPrefix("id: ") == true)
    }

    @Test("a parameter of several segments keeps its slashes and refuses dot segments")
    func manySegments() throws {
        var request = OutgoingRequest(.get, "/files/{path...}")
        request.setParameter("path", "a b/c?d/")
        #expect(try request.target() == "/files/a%20b/c%3Fd/")
        request.setParameter("path", "")
        #expect(try request.target() == "/files/")
        request.setParameter("path", "a/../b")
        #expect(throws: Status.self) { try request.target() }
    }

    @Test("a parameter without a value is a bug of this side; one too many is nothing")
    func missingParameter() throws {
        var request = OutgoingRequest(.get, "http://h/p/{id}")
        request.setParameter("tenant", 5)
        let error = #expect(throws: Status.self) { try request.url() }
        #expect(error?.code == .internal)
        request.setParameter("id", 7)
        request.setParameter("id", 8)
        #expect(try request.url() == "http://h/p/8")
    }

    @Test(
        "a query item cannot become two",
        arguments: [("a&b=c", "a%26b%3Dc"), ("a#b", "a%23b"), ("a+b", "a%2Bb"), ("a\r\nb", "a%0D%0Ab"), ("", "")]
    )
    func hostileQuery(value: String, encoded: String) throws {
        var request = OutgoingRequest(.get, "http://h/?x=1")
        request.addQueryItem("q&", value)
        #expect(try request.url() == "http://h/?x=1&q%26=\(encoded)")
    }

    @Test(
        "text that cannot be sent is encoded, and what is a URL already stays",
        arguments: [
            ("http://h", "http://h/"),
            ("http://h?a=b", "http://h/?a=b"),
            ("http://h/a%20b?c=%20d#e", "http://h/a%20b?c=%20d"),
            ("http://h/a b\r\nX: y?q=\r\n", "http://h/a%20b%0D%0AX:%20y?q=%0D%0A"),
            ("/a/{", "/a/%7B"),
            ("", "/"),
            ("http://[::1]:80/a", "http://[::1]:80/a"),
        ]
    )
    func literal(url: String, expected: String) throws {
        #expect(try OutgoingRequest(.get, url).url() == expected)
    }

    @Test("an encoder or hook may send the request somewhere else")
    func otherURL() throws {
        var request = OutgoingRequest(.get, "http://a/x/{id}?q=1")
        request.setParameter("id", 1)
        request.origin = "http://b:81"
        request.query = "r=2 3"
        #expect(try request.url() == "http://b:81/x/1?r=2%203")
        request.setURL("https://c/y/{id}")
        #expect(try request.url() == "https://c/y/1")
    }

    @Test(
        "a path is put after the base",
        arguments: [
            ("http://h", "/x", "http://h/x"),
            ("http://h/", "/x", "http://h/x"),
            ("http://h/api", "x", "http://h/api/x"),
            ("http://h/api", "", "http://h/api"),
            ("http://h/api", "?a=b", "http://h/api?a=b"),
            ("http://h/api", "http://i/y", "http://i/y"),
            ("", "/x", "/x"),
        ]
    )
    func base(base: String, url: String, expected: String) {
        #expect(HTTPCaller(StubTransport()).at(base).url(url) == expected)
    }
}
