import Logging

/// The standard values of a line as far as they can be written before there is one: keys, names of levels.
final class LineLayout<Syntax: LineSyntax>: Sendable {
    private let timestamp: TimestampFormat
    let settings: EncoderSettings
    /// The key of the error is taken only where there is an error: elsewhere it is a good key for a value.
    private let settingsWithError: EncoderSettings
    private let timestampKey: [UInt8]?
    private let levels: [[UInt8]]
    private let labelKey: [UInt8]?
    private let messageKey: [UInt8]
    private let errorKey: [UInt8]
    private let sourceKey: [UInt8]?
    private let callerKey: [UInt8]?

    init(_ options: LogFormat.Options) {
        let keys = options.keys
        timestamp = options.timestamp
        let standard = [keys.timestamp, keys.level, keys.label, keys.message, keys.source, keys.caller].compactMap {
            $0
        }
        settings = EncoderSettings(
            limits: options.limits,
            reserved: ReservedKeys(standard),
            redacted: options.redacted
        )
        settingsWithError = EncoderSettings(
            limits: options.limits,
            reserved: ReservedKeys(standard + [keys.error]),
            redacted: options.redacted
        )
        timestampKey = keys.timestamp.map(Self.encoded)
        levels = Logger.Level.allCases.map { level in
            guard let key = keys.level else { return [] }
            var buffer = LogBuffer()
            key.withBytes { Syntax.appendKey($0, isReserved: false, to: &buffer) }
            Syntax.appendText(options.levelNames[level], to: &buffer)
            buffer.append(Syntax.separator)
            return buffer.bytes
        }
        labelKey = keys.label.map(Self.encoded)
        messageKey = Self.encoded(keys.message)
        errorKey = Self.encoded(keys.error)
        sourceKey = keys.source.map(Self.encoded)
        callerKey = keys.caller.map(Self.encoded)
    }

    private static func encoded(_ key: String) -> [UInt8] {
        var buffer = LogBuffer()
        key.withBytes { Syntax.appendKey($0, isReserved: false, to: &buffer) }
        return buffer.bytes
    }

    /// Appends a line without its newline.
    func append(
        _ event: LogEvent,
        label: String,
        time: LogTime,
        loggerMetadata: Logger.Metadata,
        providerMetadata: Logger.Metadata,
        to buffer: inout LogBuffer
    ) {
        var encoder = LineEncoder<Syntax>(event.error == nil ? settings : settingsWithError)
        Syntax.open(&buffer)
        if let timestampKey {
            buffer.append(timestampKey)
            if timestamp.isNumber {
                timestamp.append(time, to: &buffer)
            } else {
                Syntax.appendPlain(to: &buffer) { timestamp.append(time, to: &$0) }
            }
            buffer.append(Syntax.separator)
        }
        buffer.append(levels[event.level.severity])
        if let labelKey { append(labelKey, label, with: encoder, to: &buffer) }
        let message = event.message.description
        if !message.isEmpty { append(messageKey, message, with: encoder, to: &buffer) }
        if let error = event.error { append(errorKey, "\(error)", with: encoder, to: &buffer) }
        if let sourceKey { append(sourceKey, event.source, with: encoder, to: &buffer) }
        if let callerKey { append(callerKey, Self.caller(event), with: encoder, to: &buffer) }

        let metadata = event.metadata ?? [:]
        if !loggerMetadata.isEmpty {
            encoder.append(
                loggerMetadata,
                unless: { providerMetadata[$0] != nil || metadata.hasKey($0) },
                to: &buffer
            )
        }
        if !providerMetadata.isEmpty {
            encoder.append(providerMetadata, unless: { metadata.hasKey($0) }, to: &buffer)
        }
        encoder.append(metadata, unless: { _ in false }, to: &buffer)
        if encoder.isTruncated {
            buffer.append(Self.encoded("truncated"))
            buffer.append("true" as StaticString)
            buffer.append(Syntax.separator)
        }
        Syntax.close(&buffer)
    }

    @inline(__always)
    private func append(
        _ key: [UInt8],
        _ text: String,
        with encoder: LineEncoder<Syntax>,
        to buffer: inout LogBuffer
    ) {
        buffer.append(key)
        encoder.appendText(text, to: &buffer)
        buffer.append(Syntax.separator)
    }

    /// `file.swift:12`: the file without its folders or module.
    private static func caller(_ event: LogEvent) -> String {
        let file = event.file.utf8.lastIndex(of: UInt8(ascii: "/")).map {
            event.file[event.file.utf8.index(after: $0)...]
        }
        return "\(file ?? event.file[...]):\(event.line)"
    }
}
