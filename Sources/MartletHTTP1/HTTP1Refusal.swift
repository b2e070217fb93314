/// Why the bytes of a peer are refused. After a refusal nothing more of the connection can be understood: a client gets one
/// answer with ``status`` and is closed, a server is closed.
package enum HTTP1Refusal: UInt8, Error, CaseIterable {
    // The request line.
    case invalidLineEnding
    case invalidMethod
    case methodTooLong
    case invalidTarget
    case targetTooLong
    case invalidVersion
    case unsupportedVersion

    // The status line.
    case invalidStatusLine
    case unexpectedUpgrade
    case tooManyInterimResponses

    // Field lines.
    case headTooLarge
    case tooManyFields
    case obsoleteLineFolding
    case invalidFieldName
    case whitespaceBeforeColon
    case invalidFieldValue

    // Fields the codec acts on.
    case missingHost
    case repeatedHost
    case invalidHost
    case invalidContentLength
    case repeatedContentLength
    case bodyTooLarge
    case invalidTransferEncoding
    case unsupportedTransferCoding
    case repeatedTransferEncoding
    case transferEncodingWithContentLength
    case transferEncodingInHTTP10
    case unsupportedExpectation

    // Chunked bodies.
    case invalidChunkSize
    case invalidChunkExtension
    case chunkExtensionsTooLarge
    case invalidChunkEnd
    case trailersTooLarge
    case forbiddenTrailer

    /// The status code of the answer.
    package var status: UInt16 {
        switch self {
        case .bodyTooLarge: 413
        case .targetTooLong: 414
        case .unsupportedExpectation: 417
        case .headTooLarge, .tooManyFields, .trailersTooLarge: 431
        case .methodTooLong, .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }
}

/// Why a parse function of this module stops short.
enum ParseStop: Error {
    /// The bytes end before what is parsed does.
    case incomplete
    /// The bytes are wrong, and no further bytes can mend them.
    case refused(HTTP1Refusal)
}
