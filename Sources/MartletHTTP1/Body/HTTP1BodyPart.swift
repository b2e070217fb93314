/// What a body decoder has found.
package enum HTTP1BodyPart: Equatable, Sendable {
    /// Bytes of the body: this part of the input, never empty.
    case data(Range<Int>)

    /// Nothing more without more input.
    case incomplete

    /// The body is complete; the trailer section had this many fields, which are in the field table.
    ///
    /// Their slices count from where the trailer section began: `sectionStart`, an offset into the input.
    case end(trailerCount: Int, sectionStart: Int)
}
