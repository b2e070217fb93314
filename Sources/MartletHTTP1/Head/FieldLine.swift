/// `field-line = field-name ":" OWS field-value OWS CRLF`, RFC 9112 section 5.
struct FieldLine {
    /// Where the name is.
    let name: Range<Int>

    /// Where the value is, without the white space around it.
    let value: Range<Int>

    /// Where the next line begins.
    let end: Int

    /// Name and value in the form that's kept. The line lies in a section of at most 65 535 bytes.
    @inline(__always)
    var field: HTTP1Field {
        HTTP1Field(name: HTTP1Slice(name), value: HTTP1Slice(value))
    }

    /// Parses the field line at `start`.
    @inline(__always)
    static func parse(_ bytes: RawSpan, at start: Int) throws(ParseStop) -> FieldLine {
        let nameEnd = bytes.end(of: .token, from: start)
        guard nameEnd < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: nameEnd) == ASCII.colon, nameEnd > start else {
            throw .refused(refusal(ofName: bytes, start..<nameEnd))
        }
        let valueStart = bytes.endOfWhitespace(from: nameEnd &+ 1)
        let lineEnd = bytes.endOfFieldValue(from: valueStart)
        guard lineEnd < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: lineEnd) == ASCII.carriageReturn else {
            throw .refused(bytes.byte(at: lineEnd) == ASCII.lineFeed ? .invalidLineEnding : .invalidFieldValue)
        }
        guard lineEnd &+ 1 < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: lineEnd &+ 1) == ASCII.lineFeed else { throw .refused(.invalidLineEnding) }
        // The scans return no offset below the one they start from, so the bounds are in order.
        let valueEnd = bytes.trimmedEnd(of: Range(uncheckedBounds: (valueStart, lineEnd)))
        return FieldLine(
            name: Range(uncheckedBounds: (start, nameEnd)),
            value: Range(uncheckedBounds: (valueStart, valueEnd)),
            end: lineEnd &+ 2
        )
    }

    /// Parses the empty line that ends a section of fields, if one is at `start`, and returns where it ends.
    @inline(__always)
    static func parseEmptyLine(_ bytes: RawSpan, at start: Int) throws(ParseStop) -> Int? {
        guard start < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: start) == ASCII.carriageReturn else { return nil }
        guard start &+ 1 < bytes.byteCount else { throw .incomplete }
        guard bytes.byte(at: start &+ 1) == ASCII.lineFeed else { throw .refused(.invalidLineEnding) }
        return start &+ 2
    }

    /// What is wrong with a line whose name doesn't end in a colon.
    @inline(never)
    private static func refusal(ofName bytes: RawSpan, _ name: Range<Int>) -> HTTP1Refusal {
        let stop = bytes.byte(at: name.upperBound)
        if ASCII.isWhitespace(stop) {
            // At the start of a line white space would continue the line before (RFC 9112 section 5.2) or hide the first
            // field (section 2.2); before the colon it makes recipients disagree about the name (section 5.1).
            return name.isEmpty ? .obsoleteLineFolding : .whitespaceBeforeColon
        }
        return stop.isLineEnding ? .invalidLineEnding : .invalidFieldName
    }
}
