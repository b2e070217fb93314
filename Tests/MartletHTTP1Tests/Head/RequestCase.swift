import MartletHTTP1
import Testing

/// One raw request and what has to become of it.
struct RequestCase: CustomTestStringConvertible, Sendable {
    enum Expectation: Equatable {
        case accepted
        case refused(HTTP1Refusal)
        case incomplete
    }

    let text: String
    let expectation: Expectation

    init(_ text: String, _ expectation: Expectation) {
        self.text = text
        self.expectation = expectation
    }

    /// A request with one field line besides Host.
    static func field(_ line: String, _ expectation: Expectation) -> RequestCase {
        RequestCase("GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n", expectation)
    }

    /// A request with this request line.
    static func line(_ line: String, _ expectation: Expectation) -> RequestCase {
        RequestCase("\(line)\r\nHost: a\r\n\r\n", expectation)
    }

    /// A request with this value of Host.
    static func host(_ value: String, _ expectation: Expectation) -> RequestCase {
        RequestCase("GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", expectation)
    }

    /// Whether a parser may wait for more: nothing ends the lines.
    var hasNoEnd: Bool {
        !text.contains("\r\n\r\n") && !text.contains("\n\n")
    }

    var testDescription: String {
        text.debugDescription
    }
}
