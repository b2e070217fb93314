import HTTPTypes
package import MartletHTTP1

extension HTTPError {
    /// The answer to input that is not HTTP, or more of it than is allowed.
    init(_ refusal: HTTP1Refusal) {
        // `whitespaceBeforeColon` is said as "whitespace before colon".
        let words = "\(refusal)".reduce(into: "") { words, letter in
            words += letter.isUppercase ? " \(letter.lowercased())" : String(letter)
        }
        self.init(HTTPResponse.Status(code: Int(refusal.status)), words)
    }
}

extension OutgoingResponse {
    /// The answer to input that is not HTTP, as a server gives it.
    package init(refusing refusal: HTTP1Refusal) {
        self.init()
        ErrorResponse.encode(HTTPError(refusal), into: &self)
    }
}
