import Logging

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// What the header of a message of syslog says about its sender.
///
/// Source: [RFC 5424, 6](https://www.rfc-editor.org/rfc/rfc5424#section-6).
public struct SyslogHeader: Sendable {
    /// The facility.
    public var facility: SyslogFacility

    /// The name of the machine; `nil` is the one that the system gives. At most 255 characters.
    public var hostname: String?

    /// The name of the program. At most 48 characters.
    public var applicationName: String

    /// The process; `nil` is its number. At most 128 characters.
    public var processID: String?

    /// The identifier of the structured data that holds the metadata, a name and a number of the IANA's list of private
    /// enterprises: `shop@32473`. The message is then the text alone. `nil` puts the metadata into the message.
    public var structuredDataID: String?

    /// Whether the message begins with the mark that the RFC asks for before UTF-8.
    ///
    /// Off, unlike the RFC wants it: rsyslog and syslog-ng write the mark into files as a part of the message, and all
    /// of them take UTF-8 without it, which the RFC allows as a message of an unknown encoding.
    public var marksUTF8: Bool

    /// Makes a header.
    ///
    /// - Parameters:
    ///   - applicationName: The name of the program.
    ///   - facility: The facility.
    ///   - hostname: The name of the machine; `nil` is the one that the system gives.
    ///   - processID: The process; `nil` is its number.
    ///   - structuredDataID: The identifier of the structured data that holds the metadata.
    ///   - marksUTF8: Whether the message begins with the mark before UTF-8.
    public init(
        applicationName: String,
        facility: SyslogFacility = .user,
        hostname: String? = nil,
        processID: String? = nil,
        structuredDataID: String? = nil,
        marksUTF8: Bool = false
    ) {
        self.applicationName = applicationName
        self.facility = facility
        self.hostname = hostname
        self.processID = processID
        self.structuredDataID = structuredDataID
        self.marksUTF8 = marksUTF8
    }
}

extension LogFormat {
    /// Messages of syslog, to be sent by a ``SyslogDestination``.
    ///
    /// ```swift
    /// let writer = BufferedLogWriter(SyslogDestination.local())
    /// let format = LogFormat.syslog(.init(applicationName: "shop", facility: .local(0)))
    /// // <134>1 2015-02-03T10:00:01.000000Z web-1 shop 4711 - - level=info msg="hello world"
    /// ```
    ///
    /// The message identifier is the logger's label.
    ///
    /// Source: [RFC 5424](https://www.rfc-editor.org/rfc/rfc5424).
    ///
    /// - Parameters:
    ///   - header: What the header says about the sender.
    ///   - body: How the message looks; the time belongs to the header.
    ///   - severity: How urgent a message is.
    public static func syslog(
        _ header: SyslogHeader,
        body: LogFormat = .logfmt(keys: LogKeys(timestamp: nil)),
        severity: @escaping @Sendable (LogRecord) -> SyslogSeverity = { SyslogSeverity($0.level) }
    ) -> LogFormat {
        let encoder = SyslogEncoder(header, body: body, severity: severity)
        return .custom { encoder.append($0, to: &$1) }
    }
}

/// Puts messages of syslog together.
struct SyslogEncoder: Sendable {
    private let facility: SyslogFacility
    private let sender: String
    private let structuredDataID: String?
    private let marksUTF8: Bool
    private let body: LogFormat
    private let severity: @Sendable (LogRecord) -> SyslogSeverity

    init(_ header: SyslogHeader, body: LogFormat, severity: @escaping @Sendable (LogRecord) -> SyslogSeverity) {
        facility = header.facility
        structuredDataID = header.structuredDataID.map { Self.name($0, limit: 32) }
        marksUTF8 = header.marksUTF8
        self.body = body
        self.severity = severity
        sender = [
            Self.field(header.hostname ?? Self.systemHostname(), limit: 255),
            Self.field(header.applicationName, limit: 48),
            Self.field(header.processID ?? "\(getpid())", limit: 128),
        ].joined(separator: " ")
    }

    func append(_ record: LogRecord, to buffer: inout LogBuffer) {
        buffer.append(UInt8(ascii: "<"))
        buffer.append(decimal: Int64(facility.code * 8 + severity(record).code))
        buffer.append(">1 " as StaticString)
        TimestampFormat.rfc3339.append(record.time, to: &buffer)
        buffer.append(UInt8(ascii: " "))
        buffer.append(sender)
        buffer.append(UInt8(ascii: " "))
        buffer.append(Self.field(record.label, limit: 32))
        buffer.append(UInt8(ascii: " "))
        if let structuredDataID {
            appendStructuredData(record, structuredDataID, to: &buffer)
        } else {
            buffer.append(UInt8(ascii: "-"))
        }
        buffer.append(UInt8(ascii: " "))
        if marksUTF8 { buffer.append("\u{FEFF}") }
        guard structuredDataID != nil else { return body.append(record, to: &buffer) }
        var message = record.event.message.description
        if let error = record.event.error { message += message.isEmpty ? "\(error)" : ": \(error)" }
        // A newline would end the message on a stream.
        message.withBytes { bytes in
            for byte in bytes { buffer.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: " ") : byte) }
        }
    }

    private func appendStructuredData(_ record: LogRecord, _ id: String, to buffer: inout LogBuffer) {
        buffer.append(UInt8(ascii: "["))
        buffer.append(id)
        let settings = body.settings
        MetadataOrder.forEach(record.metadata) { key, value in
            if case .stringConvertible(let box) = value, let fields = LogFields(box) {
                for element in fields.elements { append(element.0, element.1.description, settings, to: &buffer) }
            } else {
                append(key, value.description, settings, to: &buffer)
            }
        }
        buffer.append(UInt8(ascii: "]"))
    }

    private func append(_ key: String, _ value: String, _ settings: EncoderSettings, to buffer: inout LogBuffer) {
        let value = settings.redacted.contains(key) ? "<redacted>" : value
        buffer.append(UInt8(ascii: " "))
        buffer.append(Self.name(key, limit: 32))
        buffer.append("=\"" as StaticString)
        value.withBytes { bytes in
            for byte in bytes.prefix(settings.limits.valueBytes) {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "]"):
                    buffer.append(UInt8(ascii: "\\"))
                    buffer.append(byte)
                case 0..<0x20, 0x7F: buffer.append(UInt8(ascii: " "))
                default: buffer.append(byte)
                }
            }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// A field of the header: printable ASCII, `-` when there is none.
    static func field(_ text: String, limit: Int) -> String {
        let bytes = text.utf8.prefix(limit).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "_") }
        return bytes.isEmpty ? "-" : String(decoding: bytes, as: UTF8.self)
    }

    /// A name in structured data: printable ASCII without `=`, `]` and `"`.
    static func name(_ text: String, limit: Int) -> String {
        let forbidden = Set("=]\"".utf8)
        let bytes = text.utf8.prefix(limit).map {
            (0x21...0x7E).contains($0) && !forbidden.contains($0) ? $0 : UInt8(ascii: "_")
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    private static func systemHostname() -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            name.initialize(repeating: 0)
            guard let start = name.baseAddress, gethostname(start, 255) == 0 else { return "" }
            return String(cString: start)
        }
    }
}

extension LogFields.Value: CustomStringConvertible {
    /// The value as text.
    public var description: String {
        switch storage {
        case .string(let text): text
        case .int(let number): "\(number)"
        case .uint(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .null: "null"
        case .boxed(let box): "\(box.value)"
        case .double(let number):
            Self.text { $0.append(number) }
        case .duration(let duration):
            Self.text { $0.append(duration) }
        }
    }

    private static func text(_ body: (inout LogBuffer) -> Void) -> String {
        var buffer = LogBuffer()
        body(&buffer)
        return buffer.text
    }
}
