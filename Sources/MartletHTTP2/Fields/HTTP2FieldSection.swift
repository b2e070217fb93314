/// The fields of a message, as a header block has said them: lines of `name: value`, and where in them things are.
///
/// Used again for each message of a connection, so that its memory is.
package struct HTTP2FieldSection: Sendable {
    /// A field: ranges of the bytes of its section.
    package struct Field: BitwiseCopyable, Sendable {
        let nameStart: UInt32
        let nameEnd: UInt32
        let valueEnd: UInt32
        let kind: HTTP2FieldKind

        /// Where the name is.
        package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        /// Where the value is: behind the name, a colon and a space.
        package var value: Range<Int> { Int(nameEnd) + 2..<Int(valueEnd) }
        /// Whether it is Host.
        package var isHost: Bool { kind == .host }
        /// Whether it is neither a pseudo-header nor Host.
        package var isOrdinary: Bool { kind == .ordinary || kind == .transferCodings }
    }

    /// All lines. They begin with the name `host`, which is in no line: a section with an authority needs it.
    package private(set) var bytes: [UInt8] = []

    /// The fields in their order.
    package private(set) var fields: [Field] = []

    /// Where the name `host` is.
    package static let hostName = 0..<4

    /// Whether there was more than is kept.
    package private(set) var isTooLarge = false

    /// The size of the list as RFC 9113, section 6.5.2 counts it.
    private(set) var listByteCount = 0

    /// As many bytes as are kept.
    private let byteLimit: Int

    /// Makes an empty section.
    ///
    /// - Parameter byteLimit: As many bytes of lines as are kept.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: ("host" as StaticString).bytes)
        fields.removeAll(keepingCapacity: true)
        isTooLarge = false
        listByteCount = 0
    }

    /// Adds a field of which all is known.
    mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ kind: HTTP2FieldKind) {
        listByteCount += name.count + value.count + 32
        guard !isTooLarge else { return }
        let start = bytes.count
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: Self.nameEnding.bytes)
        bytes.append(contentsOf: value)
        add(from: start, nameByteCount: name.count, kind)
    }

    // MARK: Fields that are decoded in their place

    /// Adds a field.
    ///
    /// - Parameters:
    ///   - appendName: Appends the name.
    ///   - appendValue: Appends the value.
    ///   - use: Is lent the field, before it is dropped if there is too much.
    mutating func append<Failure: Error>(
        name appendName: (inout [UInt8]) throws(Failure) -> Void,
        value appendValue: (inout [UInt8]) throws(Failure) -> Void,
        _ use: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, HTTP2FieldKind) -> Void
    ) throws(Failure) {
        let start = bytes.count
        try appendName(&bytes)
        let nameEnd = bytes.count
        bytes.append(contentsOf: Self.nameEnding.bytes)
        let valueStart = bytes.count
        try appendValue(&bytes)
        listByteCount += bytes.count - start - 2 + 32
        let kind = bytes.withUnsafeBytes { bytes in
            let name = UnsafeRawBufferPointer(rebasing: bytes[start..<nameEnd])
            let value = UnsafeRawBufferPointer(rebasing: bytes[valueStart...])
            let kind = HTTP2FieldKind(name: name, value: value)
            use(name, value, kind)
            return kind
        }
        if isTooLarge {
            bytes.removeSubrange(start...)
        } else {
            add(from: start, nameByteCount: nameEnd - start, kind)
        }
    }

    private mutating func add(from start: Int, nameByteCount: Int, _ kind: HTTP2FieldKind) {
        let end = bytes.count
        bytes.append(contentsOf: Self.lineEnding.bytes)
        guard bytes.count <= byteLimit else {
            isTooLarge = true
            return bytes.removeSubrange(start...)
        }
        fields.append(
            Field(
                nameStart: UInt32(truncatingIfNeeded: start),
                nameEnd: UInt32(truncatingIfNeeded: start + nameByteCount),
                valueEnd: UInt32(truncatingIfNeeded: end),
                kind: kind
            )
        )
    }

    private static var nameEnding: StaticString { ": " }
    private static var lineEnding: StaticString { "\r\n" }
}
