/// A head that has its own copy of bytes and fields, for the rare case that it must outlive the buffer it came in: while the
/// body streams in, or across a suspension.
package struct HTTP1OwnedHead: Sendable {
    /// What the head says.
    package let head: HTTP1RequestHead

    private let bytes: [UInt8]
    private let fields: [HTTP1Field]

    /// Copies what `view` shows.
    package init(copying view: HTTP1HeadView) {
        head = view.head
        bytes = Array(view.bytes.prefix(view.head.byteCount))
        fields = Array(view.fields)
    }

    /// Calls `body` with a view of the copy, which is valid until `body` returns.
    package func withView<Result, Failure: Error>(
        _ body: (HTTP1HeadView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.span.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(Failure) -> Result in
            try fields.span.withUnsafeBufferPointer {
                (fields: UnsafeBufferPointer<HTTP1Field>) throws(Failure) -> Result in
                try body(HTTP1HeadView(head, bytes: bytes, fields: fields))
            }
        }
    }
}
