import ExampleTesting
import MartletHTTP
import Testing

/// What is on the wire, as it is wired: with every store, in process and over a socket.
@Suite("The profile service over HTTP", .timeLimit(.minutes(2)))
struct ProfileRoutesTests {
    static let goKit =
        #"{"id":"1234","name":"Go Kit","addresses":[{"id":"2","location":"x"},{"id":"1","location":"y"}]}"#

    /// Each row builds on those before it.
    static let session = [
        Exchange(
            .get,
            "/profiles/1234",
            answers: 404,
            #"{"error":"no profile has the id \"1234\"","code":"not_found"}"#
        ),
        Exchange(.post, "/profiles/", goKit, answers: 200, "{}"),
        Exchange(
            .post,
            "/profiles/",
            goKit,
            answers: 400,
            #"{"error":"a profile has the id \"1234\" already","code":"already_exists"}"#
        ),
        Exchange(.get, "/profiles/1234", answers: 200, #"{"profile":\#(goKit)}"#),

        Exchange(
            .get,
            "/profiles/1234/addresses/",
            answers: 200,
            #"{"addresses":[{"id":"2","location":"x"},{"id":"1","location":"y"}]}"#
        ),
        Exchange(.get, "/profiles/1234/addresses/1", answers: 200, #"{"address":{"id":"1","location":"y"}}"#),
        Exchange(
            .get,
            "/profiles/1234/addresses/7",
            answers: 404,
            #"{"error":"no address of profile \"1234\" has the id \"7\"","code":"not_found"}"#
        ),
        Exchange(.post, "/profiles/1234/addresses/", #"{"id":"3"}"#, answers: 200, "{}"),
        Exchange(
            .post,
            "/profiles/1234/addresses/",
            #"{"id":"3"}"#,
            answers: 400,
            #"{"error":"an address of profile \"1234\" has the id \"3\" already","code":"already_exists"}"#
        ),
        Exchange(.get, "/profiles/1234/addresses/3", answers: 200, #"{"address":{"id":"3"}}"#),
        Exchange(.delete, "/profiles/1234/addresses/2", answers: 200, "{}"),
        Exchange(
            .delete,
            "/profiles/1234/addresses/2",
            answers: 404,
            #"{"error":"no address of profile \"1234\" has the id \"2\"","code":"not_found"}"#
        ),
        Exchange(
            .get,
            "/profiles/1234/addresses/",
            answers: 200,
            #"{"addresses":[{"id":"1","location":"y"},{"id":"3"}]}"#
        ),

        Exchange(.patch, "/profiles/1234", #"{"name":"Martlet"}"#, answers: 200, "{}"),
        Exchange(.patch, "/profiles/1234", #"{"id":"1234","name":"","addresses":[]}"#, answers: 200, "{}"),
        Exchange(.patch, "/profiles/1234", #"{"addresses":[{"id":"9","location":"z"}]}"#, answers: 200, "{}"),
        Exchange(
            .patch,
            "/profiles/1234",
            #"{"id":"5","name":"No"}"#,
            answers: 400,
            #"{"error":"inconsistent ids: \"5\" was sent to \"1234\"","code":"invalid_argument"}"#
        ),
        Exchange(
            .get,
            "/profiles/1234",
            answers: 200,
            #"{"profile":{"id":"1234","name":"Martlet","addresses":[{"id":"9","location":"z"}]}}"#
        ),

        Exchange(.put, "/profiles/1234", #"{"id":"1234","name":"Put"}"#, answers: 200, "{}"),
        Exchange(.get, "/profiles/1234", answers: 200, #"{"profile":{"id":"1234","name":"Put"}}"#),
        Exchange(.get, "/profiles/1234/addresses/", answers: 200, "{}"),
        Exchange(.put, "/profiles/new", #"{"id":"new"}"#, answers: 200, "{}"),
        Exchange(.get, "/profiles/new", answers: 200, #"{"profile":{"id":"new"}}"#),
        Exchange(
            .put,
            "/profiles/new",
            #"{"id":"other"}"#,
            answers: 400,
            #"{"error":"inconsistent ids: \"other\" was sent to \"new\"","code":"invalid_argument"}"#
        ),

        Exchange(.delete, "/profiles/1234", answers: 200, "{}"),
        Exchange(
            .delete,
            "/profiles/1234",
            answers: 404,
            #"{"error":"no profile has the id \"1234\"","code":"not_found"}"#
        ),
        Exchange(
            .patch,
            "/profiles/1234",
            #"{"name":"No"}"#,
            answers: 404,
            #"{"error":"no profile has the id \"1234\"","code":"not_found"}"#
        ),
        Exchange(
            .get,
            "/profiles/1234/addresses/",
            answers: 404,
            #"{"error":"no profile has the id \"1234\"","code":"not_found"}"#
        ),
        Exchange(
            .post,
            "/profiles/1234/addresses/",
            #"{"id":"1"}"#,
            answers: 404,
            #"{"error":"no profile has the id \"1234\"","code":"not_found"}"#
        ),
    ]

    @Test("every route and every error", arguments: Depth.allCases, StoreKind.allCases)
    func routes(depth: Depth, store: StoreKind) async throws {
        try await withProfilesvc(depth, store) { service in
            for exchange in Self.session { try await exchange.check(service) }
        }
    }

    @Test(
        "ids that cannot be are refused",
        arguments: Depth.allCases,
        ["", "%20", "a%00", "%2E%2E", String(repeating: "x", count: 65)]
    )
    func badIDs(depth: Depth, id: String) async throws {
        try await withProfilesvc(depth) { service in
            let read = try await service.send(.get, "/profiles/\(id)")
            let write = try await service.send(.put, "/profiles/\(id)", #"{"id":""}"#)
            // Without an id the path is another one, which takes neither method.
            #expect([read.status, write.status] == (id.isEmpty ? [405, 405] : [400, 400]))
        }
    }

    @Test(
        "a body that is none is the fault of the caller",
        arguments: Depth.allCases,
        [
            nil, "", "{", #"{"id":"1","name"#, "null", "[]", "5", #"{"id":5}"#, #"{"id":null}"#,
            #"{"id":"1","addresses":{}}"#, "hello",
        ]
    )
    func badBodies(depth: Depth, body: String?) async throws {
        try await withProfilesvc(depth) { service in
            for (method, path) in [(HTTPRequest.Method.post, "/profiles/"), (.put, "/profiles/1")] {
                let answer = try await service.send(method, path, body)
                #expect(answer.status == 400)
                #expect(answer.body.hasSuffix(#","code":"invalid_argument"}"#), "\(answer.body)")
            }
            #expect(try await service.send(.get, "/profiles/1").status == 404)
        }
    }

    @Test("only JSON is read", arguments: Depth.allCases)
    func contentTypes(depth: Depth) async throws {
        try await withProfilesvc(depth) { service in
            let form = try await service.send(
                .post,
                "/profiles/",
                #"{"id":"1"}"#,
                contentType: "application/x-www-form-urlencoded"
            )
            #expect(form.status == 415)
        }
    }

    @Test("unknown paths and wrong methods are refused", arguments: Depth.allCases)
    func unknownRoutes(depth: Depth) async throws {
        try await withProfilesvc(depth) { service in
            let answers = [
                try await service.send(.get, "/"),
                try await service.send(.get, "/profiles"),
                try await service.send(.get, "/profiles/"),
                try await service.send(.post, "/profiles/1", "{}"),
                try await service.send(.put, "/profiles/1/addresses/1", "{}"),
            ]
            #expect(answers.map(\.status) == [404, 404, 405, 405, 405])
        }
    }

    @Test("a body of more than a mebibyte is refused")
    func hugeBodies() async throws {
        try await withProfilesvc(.socket) { service in
            let name = String(repeating: "a", count: 1 << 20)
            let answer = try await service.send(.post, "/profiles/", #"{"id":"1","name":"\#(name)"}"#)
            #expect(answer.status == 413)
        }
    }
}
