import Adding
import ExampleTesting
import MartletHTTP
import Testing

@Suite("The add service over HTTP", .timeLimit(.minutes(2)))
struct AddRoutesTests {
    static let exchanges = [
        Exchange(.post, "/sum", #"{"a":1,"b":2}"#, answers: 200, #"{"v":3}"#),
        Exchange(
            .post,
            "/sum",
            #"{"a":0,"b":0}"#,
            answers: 400,
            #"{"error":"can't sum two zeroes","code":"invalid_argument"}"#
        ),
        Exchange(
            .post,
            "/sum",
            #"{"a":2147483647,"b":1}"#,
            answers: 400,
            #"{"error":"integer overflow","code":"invalid_argument"}"#
        ),
        Exchange(.post, "/concat", #"{"a":"1","b":"2"}"#, answers: 200, #"{"v":"12"}"#),
        Exchange(
            .post,
            "/concat",
            #"{"a":"012345","b":"67890"}"#,
            answers: 400,
            #"{"error":"result exceeds maximum size","code":"invalid_argument"}"#
        ),
    ]

    @Test("every route answers", arguments: exchanges)
    func routes(exchange: Exchange) async throws {
        try await withServer { onListening in
            HTTPServer(
                AddEndpoints(BasicAddService()).httpRoutes,
                on: .hostname("127.0.0.1", port: 0),
                configuration: .init { $0.onListening = onListening },
                logger: silence
            )
        } _: { service in
            try await exchange.check(service)
        }
    }
}
