/// A page of metrics. Its body is rendered as it is read, so that memory does not grow with the number of series.
public struct MetricsPage: Sendable {
    /// The value of `Content-Type`.
    public let contentType: String

    /// The value of `Content-Encoding`; `nil` for none.
    public let contentEncoding: String?

    /// The body in pieces of some kibibytes. It is read once.
    public let chunks: Chunks

    /// Makes a page.
    ///
    /// - Parameters:
    ///   - contentType: The value of `Content-Type`.
    ///   - contentEncoding: The value of `Content-Encoding`; `nil` for none.
    ///   - makeNext: Makes what renders the body: it returns the next piece, and `nil` after the last one.
    public init(
        contentType: String,
        contentEncoding: String? = nil,
        _ makeNext: @escaping @Sendable () -> () -> [UInt8]?
    ) {
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        chunks = Chunks(makeNext: makeNext)
    }

    /// The whole body at once, for tests and small pages.
    public var body: [UInt8] {
        var body: [UInt8] = []
        let next = chunks.makeNext()
        while let chunk = next() { body += chunk }
        return body
    }

    /// Starts rendering, for whoever does not await: each call renders the next piece and returns `nil` after the last
    /// one.
    public func makeRenderer() -> () -> [UInt8]? {
        chunks.makeNext()
    }

    /// The body of a page, in pieces.
    public struct Chunks: AsyncSequence, Sendable {
        let makeNext: @Sendable () -> () -> [UInt8]?

        /// Starts rendering.
        public func makeAsyncIterator() -> Iterator {
            Iterator(render: makeNext())
        }

        /// Renders the next piece when it is asked for.
        public struct Iterator: AsyncIteratorProtocol {
            let render: () -> [UInt8]?

            /// The next piece, or `nil` after the last one.
            public mutating func next() async -> [UInt8]? {
                render()
            }
        }
    }
}
