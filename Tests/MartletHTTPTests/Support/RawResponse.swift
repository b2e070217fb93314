/// A response as it was on the wire.
struct RawResponse: Sendable {
    let statusLine: String
    let fields: [(name: String, value: String)]
    /// The body without chunk frames.
    let body: String
    /// The body as it was sent.
    let rawBody: String

    var status: Int { Int(statusLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    /// The values of a field, in order.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    subscript(name: String) -> String? { values(name).first }

    /// Takes a response from the start of `bytes`; `nil` when it is not whole.
    init?(takenFrom bytes: inout [UInt8], isClosed: Bool, toHEAD: Bool) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first else { return nil }
        statusLine = String(first)
        let fields: [(name: String, value: String)] = lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        self.fields = fields
        let rest = bytes[end.upperBound...]
        let status = Int(first.split(separator: " ").dropFirst().first ?? "") ?? 0
        func value(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
        let raw: ArraySlice<UInt8>
        if toHEAD || status < 200 || status == 204 || status == 304 {
            raw = []
            body = ""
        } else if let length = value("content-length").flatMap(Int.init) {
            guard rest.count >= length else { return nil }
            raw = rest.prefix(length)
            body = String(decoding: raw, as: UTF8.self)
        } else if value("transfer-encoding") == "chunked" {
            guard let chunks = Self.chunks(rest) else { return nil }
            raw = rest.prefix(chunks.byteCount)
            body = String(decoding: chunks.body, as: UTF8.self)
        } else {
            guard isClosed else { return nil }
            raw = rest
            body = String(decoding: raw, as: UTF8.self)
        }
        rawBody = String(decoding: raw, as: UTF8.self)
        bytes = Array(rest.dropFirst(raw.count))
    }

    /// Reads a chunked body, with its trailers if there are any; `nil` when its end is missing.
    private static func chunks(_ bytes: ArraySlice<UInt8>) -> (body: [UInt8], byteCount: Int)? {
        var body: [UInt8] = []
        var position = bytes.startIndex
        while let line = bytes[position...].firstRange(of: Array("\r\n".utf8)) {
            guard let size = Int(String(decoding: bytes[position..<line.lowerBound], as: UTF8.self), radix: 16) else {
                return nil
            }
            if size == 0 {
                // The end of the trailers is an empty line, which may follow the last chunk at once.
                guard let end = bytes[line.lowerBound...].firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
                return (body, end.upperBound - bytes.startIndex)
            }
            let end = line.upperBound + size
            guard bytes.endIndex >= end + 2 else { return nil }
            body += bytes[line.upperBound..<end]
            position = end + 2
        }
        return nil
    }
}
