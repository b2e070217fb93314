extension HTTP1RequestHead {
    /// Makes a head of parts that another version of HTTP has framed, checked as those of ``HTTP1HeadParser`` are.
    ///
    /// - Parameters:
    ///   - bytes: What the parts are ranges of: at most 65 535 bytes.
    ///   - method: Where the method is; not empty.
    ///   - target: Where the target is; not empty.
    ///   - fieldCount: How many fields of `fields` belong to the head.
    ///   - fields: The fields, Host included. Their values have been checked.
    ///   - limits: How large the parts may be.
    /// - Throws: Why the head is refused.
    package init(
        assembling bytes: RawSpan,
        method: Range<Int>,
        target: Range<Int>,
        fieldCount: Int,
        of fields: HTTP1FieldTable,
        limits: borrowing HTTP1Limits
    ) throws(HTTP1Refusal) {
        self.init()
        flags.insert(.http11)
        do throws(ParseStop) {
            try RequestLine.take(method: method, target: target, of: bytes, limits: limits, into: &self)
            try RequestTarget.classify(bytes, into: &self)
            var connection = ConnectionFields()
            for index in 0..<fieldCount {
                let field = fields[index]
                let line = FieldLine(name: field.name.range, value: field.value.range, end: 0)
                try connection.note(line, in: bytes, of: &self)
            }
            try connection.conclude(limits: limits, into: &self)
        } catch {
            switch error {
            case .refused(let refusal): throw refusal
            // Nothing of it can be missing.
            case .incomplete: throw .invalidLineEnding
            }
        }
        fieldCount16 = UInt16(truncatingIfNeeded: fieldCount)
        byteCount32 = UInt32(truncatingIfNeeded: bytes.byteCount)
    }
}
