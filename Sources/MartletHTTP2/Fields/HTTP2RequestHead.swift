/// The parts of a request's head, ranges of the bytes of its ``HTTP2FieldSection``: RFC 9113, section 8.3.1.
package struct HTTP2RequestHead: Sendable {
    /// Where the method is.
    package private(set) var method = 0..<0
    /// Where the target is: a path, or the authority of CONNECT.
    package private(set) var target = 0..<0
    /// Where `:authority` is, if it was sent. It says the same as Host, if that was sent too.
    package private(set) var authority: Range<Int>?

    private var scheme: Range<Int>?
    private var path: Range<Int>?
    private var hasMethod = false
    private var hasHost = false

    init() {}

    /// Reads a section.
    ///
    /// - Returns: `nil` when it breaks a rule of HTTP/2: the stream is then reset, since it may be an attempt to smuggle a
    ///   request. Rules that HTTP/1.1 has too are not looked at.
    init?(_ section: borrowing HTTP2FieldSection) {
        var hasFields = false
        for field in section.fields {
            guard !field.kind.isPseudoHeader else {
                guard !hasFields, add(field) else { return nil }
                continue
            }
            hasFields = true
            switch field.kind {
            case .ordinary: break
            case .host:
                // The two may not contradict each other. Without an authority, a second Host is left to the checks of HTTP/1.1.
                if let authority, hasHost || !section.isEqual(authority, field.value) { return nil }
                hasHost = true
            case .transferCodings:
                guard section.isEqual(field.value, "trailers") else { return nil }
            default: return nil
            }
        }
        guard hasMethod, !method.isEmpty, let target = target(section) else { return nil }
        self.target = target
    }

    private mutating func add(_ field: HTTP2FieldSection.Field) -> Bool {
        switch field.kind {
        case .method:
            defer { (hasMethod, method) = (true, field.value) }
            return !hasMethod
        case .scheme:
            defer { scheme = field.value }
            return scheme == nil
        case .path:
            defer { path = field.value }
            return path == nil
        default:
            defer { authority = field.value }
            return authority == nil
        }
    }

    private func target(_ section: borrowing HTTP2FieldSection) -> Range<Int>? {
        if section.isEqual(method, "CONNECT") {
            // RFC 9113, section 8.5. The extended CONNECT of RFC 8441 is not offered.
            return scheme == nil && path == nil ? authority : nil
        }
        guard let scheme, section.isEqual(scheme, "http") || section.isEqual(scheme, "https"), let path, !path.isEmpty
        else { return nil }
        if section.bytes[path.lowerBound] == UInt8(ascii: "/") { return path }
        return section.isEqual(path, "*") && section.isEqual(method, "OPTIONS") ? path : nil
    }
}

extension HTTP2FieldSection {
    fileprivate func isEqual(_ range: Range<Int>, _ text: StaticString) -> Bool {
        bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).equals(text) }
    }

    fileprivate func isEqual(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        bytes[first].elementsEqual(bytes[second])
    }
}
