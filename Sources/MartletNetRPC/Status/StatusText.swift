import Martlet

/// The form of errors on this wire, which has only texts: the name of the code, a colon, a space, the message.
///
/// `not_found: no profile has the id 7` is what a Go program prints, and what our client reads back. Only the sixteen canonical names count as
/// codes: any other text is an error of code `unknown` whose message is all of it. Details and hints about retrying have no place.
enum StatusText {
    static func encode(_ status: Status) -> String {
        "\(Status.Code.all.contains(status.code) ? status.code : .unknown): \(status.message)"
    }

    static func decode(_ text: String) -> Status {
        for (prefix, code) in GoError.codes where text.hasPrefix(prefix) {
            // The server has found nothing that it could have called.
            return Status(code, text, delivery: .unprocessed)
        }
        if let end = text.firstRange(of: ": ") {
            let name = text[..<end.lowerBound]
            if let code = Status.Code.all.first(where: { $0.description == name }) {
                return Status(code, String(text[end.upperBound...]))
            }
        }
        return Status(.unknown, text)
    }
}

/// The errors of Go's package `net/rpc` itself, which a server answers in the same words.
enum GoError {
    static let noService = "rpc: can't find service "
    static let noMethod = "rpc: can't find method "
    static let illFormed = "rpc: service/method request ill-formed: "

    static let codes: [(String, Status.Code)] = [
        (noService, .unimplemented), (noMethod, .unimplemented), (illFormed, .invalidArgument),
    ]
}

extension Status {
    /// The status of arguments or a reply that are not what was expected, with the path of what is wrong.
    init(undecodable error: DecodingError, _ code: Code = .invalidArgument) {
        let context: DecodingError.Context? =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context): context
            case .dataCorrupted(let context): context
            @unknown default: nil
            }
        let path = (context?.codingPath ?? []).map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
            .joined()
        let text = context?.debugDescription ?? "it cannot be decoded"
        let place = path.hasPrefix(".") ? String(path.dropFirst()) : path
        self.init(code, place.isEmpty ? text : "\(place): \(text)", underlying: error)
    }
}
