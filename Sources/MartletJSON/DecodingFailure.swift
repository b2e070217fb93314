/// What is wrong with a document, in words for whoever sent it.
///
/// Use it to answer a request that couldn't be decoded. It works for any `DecodingError`; those of ``JSONCodec`` also
/// say at which byte of the document the culprit is.
///
/// ```swift
/// struct Person: Decodable {
///     var age: Int
/// }
///
/// do {
///     _ = try JSONCodec().decode(Person.self, from: Array(#"{"age":"old"}"#.utf8))
/// } catch let error as DecodingError {
///     print(DecodingFailure(error))  // age: expected an integer, found a string at byte 7
/// }
/// ```
public struct DecodingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where in the document, like `addresses[2].id`; empty for the document as a whole.
    ///
    /// Keys come from the document: each is cut off after 64 characters, and control characters are replaced.
    public let path: String

    /// What was expected there and what was found.
    public let reason: String

    /// Path and reason in one line.
    public var description: String {
        path.isEmpty ? reason : "\(path): \(reason)"
    }

    /// Describes an error.
    ///
    /// - Parameter error: from ``JSONCodec`` or from any other decoder.
    public init(_ error: DecodingError) {
        let context = error.context
        path = DecodingFailure.path(of: context?.codingPath ?? [])
        reason = (context?.debugDescription ?? String(describing: error)).withoutControlCharacters
    }

    private static func path(of codingPath: [any CodingKey]) -> String {
        var path = ""
        for key in codingPath {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                let name = key.stringValue.withoutControlCharacters
                path += path.isEmpty ? "" : "."
                path += name.excerpt
            }
        }
        return path
    }
}

extension DecodingError {
    fileprivate var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context): context
        case .keyNotFound(_, let context), .dataCorrupted(let context): context
        @unknown default: nil
        }
    }
}

extension String {
    fileprivate var withoutControlCharacters: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            text.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }
}
