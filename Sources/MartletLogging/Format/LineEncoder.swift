import Logging

/// Writes keys and values in one of the syntaxes: the walk through metadata that they share.
struct LineEncoder<Syntax: LineSyntax> {
    private let settings: EncoderSettings

    /// Whether metadata was left out because the line was too long.
    private(set) var isTruncated = false

    init(_ settings: EncoderSettings) {
        self.settings = settings
    }

    // MARK: - Layers of metadata

    /// Appends the metadata of a layer, by key, without what the layers above have too.
    @inline(__always)
    mutating func append(
        _ metadata: Logger.Metadata,
        unless isShadowed: (String) -> Bool,
        to buffer: inout LogBuffer
    ) {
        MetadataOrder.forEach(metadata) { key, value in
            if !isShadowed(key) { appendEntry(key, value, depth: 1, to: &buffer) }
        }
    }

    /// Appends fields in their order.
    mutating func appendFields(_ fields: LogFields, to buffer: inout LogBuffer) {
        guard Syntax.dropsDuplicates else {
            for element in fields.elements { appendField(element.0, element.1, to: &buffer) }
            return
        }
        let elements = fields.elements
        let mayRepeat = FieldKeys.mayRepeat(elements)
        for index in elements.indices {
            let key = elements[index].0
            if mayRepeat, elements[(index + 1)...].contains(where: { $0.0 == key }) { continue }
            appendField(key, elements[index].1, to: &buffer)
        }
    }

    @inline(__always)
    private mutating func appendField(_ key: String, _ value: LogFields.Value, to buffer: inout LogBuffer) {
        guard hasRoom(buffer) else { return }
        if settings.redacts, settings.redacted.contains(key) { return appendRedacted(key, to: &buffer) }
        if case .boxed(let box) = value.storage { return appendEntry(key, box.value, depth: 1, to: &buffer) }
        appendKey(key, to: &buffer)
        switch value.storage {
        case .string(let text): appendText(text, to: &buffer)
        case .int(let number): buffer.append(decimal: number)
        case .uint(let number): buffer.append(decimal: number)
        case .double(let number): appendDouble(number, to: &buffer)
        case .bool(let truth): buffer.append(truth ? "true" : "false" as StaticString)
        case .duration(let duration): Syntax.appendPlain(to: &buffer) { $0.append(duration) }
        case .null, .boxed: buffer.append("null" as StaticString)
        }
        buffer.append(Syntax.separator)
    }

    // MARK: - Values of swift-log's metadata

    private mutating func appendEntry(
        _ key: String,
        _ value: Logger.MetadataValue,
        depth: Int,
        to buffer: inout LogBuffer
    ) {
        guard hasRoom(buffer) else { return }
        if settings.redacts, settings.redacted.contains(key) { return appendRedacted(key, to: &buffer) }
        switch value {
        case .string(let text):
            appendKey(key, to: &buffer)
            appendText(text, to: &buffer)
        case .stringConvertible(let box):
            if depth == 1, let fields = LogFields(box) { return appendFields(fields, to: &buffer) }
            appendKey(key, to: &buffer)
            appendBox(box, to: &buffer)
        case .dictionary(let dictionary):
            if Syntax.flattensDictionaries, !dictionary.isEmpty, depth < settings.limits.depth {
                MetadataOrder.forEach(dictionary) { inner, value in
                    if settings.redacts, settings.redacted.contains(inner) {
                        appendRedacted(key + "." + inner, to: &buffer)
                    } else {
                        appendEntry(key + "." + inner, value, depth: depth + 1, to: &buffer)
                    }
                }
                return
            }
            appendNested(key, value, depth: depth, to: &buffer)
        case .array:
            appendNested(key, value, depth: depth, to: &buffer)
        }
        buffer.append(Syntax.separator)
    }

    /// Lists and dictionaries: JSON, which logfmt quotes as a text.
    @inline(never)
    private mutating func appendNested(
        _ key: String,
        _ value: Logger.MetadataValue,
        depth: Int,
        to buffer: inout LogBuffer
    ) {
        appendKey(key, to: &buffer)
        var json = LineEncoder<JSONSyntax>(settings.nested)
        if Syntax.flattensDictionaries {
            var text = LogBuffer()
            json.appendJSON(value, depth: depth, to: &text)
            text.withBytes { appendText($0, to: &buffer) }
        } else {
            json.appendJSON(value, depth: depth, to: &buffer)
        }
        isTruncated = isTruncated || json.isTruncated
    }

    private mutating func appendJSON(_ value: Logger.MetadataValue, depth: Int, to buffer: inout LogBuffer) {
        switch value {
        case .string(let text): appendText(text, to: &buffer)
        case .stringConvertible(let box): appendBox(box, to: &buffer)
        case .dictionary where depth >= settings.limits.depth, .array where depth >= settings.limits.depth:
            JSONSyntax.appendText("…", to: &buffer)
        case .dictionary(let dictionary):
            buffer.append(UInt8(ascii: "{"))
            MetadataOrder.forEach(dictionary) { key, value in
                guard hasRoom(buffer) else { return }
                if settings.redacts, settings.redacted.contains(key) { return appendRedacted(key, to: &buffer) }
                key.withBytes { JSONSyntax.appendKey($0, isReserved: false, to: &buffer) }
                appendJSON(value, depth: depth + 1, to: &buffer)
                buffer.append(JSONSyntax.separator)
            }
            JSONSyntax.close(&buffer, with: UInt8(ascii: "}"))
        case .array(let values):
            buffer.append(UInt8(ascii: "["))
            for value in values where hasRoom(buffer) {
                appendJSON(value, depth: depth + 1, to: &buffer)
                buffer.append(JSONSyntax.separator)
            }
            JSONSyntax.close(&buffer, with: UInt8(ascii: "]"))
        }
    }

    /// A value with a type that has a notation of its own, and otherwise its description.
    private func appendBox(_ box: any CustomStringConvertible & Sendable, to buffer: inout LogBuffer) {
        appendOpened(box, to: &buffer)
    }

    @inline(never)
    private func appendOpened<Value: CustomStringConvertible>(_ value: Value, to buffer: inout LogBuffer) {
        if let number = BoxedValue.wholeNumber(value) {
            buffer.append(decimal: number)
        } else if let number = BoxedValue.cast(value, to: Double.self) {
            appendDouble(number, to: &buffer)
        } else if let truth = BoxedValue.cast(value, to: Bool.self) {
            buffer.append(truth ? "true" : "false" as StaticString)
        } else if let text = BoxedValue.cast(value, to: String.self) {
            appendText(text, to: &buffer)
        } else if let duration = BoxedValue.cast(value, to: Duration.self) {
            Syntax.appendPlain(to: &buffer) { $0.append(duration) }
        } else if let number = BoxedValue.largeWholeNumber(value) {
            buffer.append(decimal: number)
        } else if let number = BoxedValue.cast(value, to: Float.self) {
            if number.isFinite {
                buffer.append(number.description)
            } else {
                Syntax.appendNonFinite(Double(number), to: &buffer)
            }
        } else if Value.self == NullValue.self {
            buffer.append("null" as StaticString)
        } else {
            appendText(value.description, to: &buffer)
        }
    }

    // MARK: - Parts

    @inline(__always)
    private mutating func hasRoom(_ buffer: borrowing LogBuffer) -> Bool {
        if buffer.count <= settings.limits.lineBytes { return true }
        isTruncated = true
        return false
    }

    @inline(__always)
    private func appendKey(_ key: String, to buffer: inout LogBuffer) {
        key.withBytes { bytes in
            Syntax.appendKey(limited(bytes), isReserved: settings.reserved.contains(bytes), to: &buffer)
        }
    }

    @inline(never)
    private func appendRedacted(_ key: String, to buffer: inout LogBuffer) {
        appendKey(key, to: &buffer)
        Syntax.appendText("<redacted>", to: &buffer)
        buffer.append(Syntax.separator)
    }

    @inline(__always)
    private func appendDouble(_ number: Double, to buffer: inout LogBuffer) {
        if number.isFinite {
            buffer.append(number)
        } else {
            Syntax.appendNonFinite(number, to: &buffer)
        }
    }

    /// Appends a text, cut at the limit.
    @inline(__always)
    func appendText(_ text: String, to buffer: inout LogBuffer) {
        text.withBytes { appendText($0, to: &buffer) }
    }

    @inline(__always)
    private func appendText(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        if bytes.count <= settings.limits.valueBytes {
            Syntax.appendText(bytes, to: &buffer)
        } else {
            appendCut(bytes, to: &buffer)
        }
    }

    @inline(never)
    private func appendCut(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout LogBuffer) {
        let kept = String(decoding: limited(bytes), as: UTF8.self)
        Syntax.appendText(kept + "…", to: &buffer)
    }

    /// The bytes up to the limit, without a part of a character at the end.
    @inline(__always)
    private func limited(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard bytes.count > settings.limits.valueBytes else { return bytes }
        var end = settings.limits.valueBytes
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[..<end])
    }
}

extension LogFields {
    /// The fields in a box, if it holds some.
    @inline(__always)
    init?(_ box: any CustomStringConvertible & Sendable) {
        guard let fields = BoxedValue.cast(box, to: LogFields.self) else { return nil }
        self = fields
    }

    func contains(_ key: String) -> Bool {
        elements.contains { $0.0 == key }
    }
}

extension Logger.Metadata {
    /// Whether a key stands in the metadata, or in fields that it holds.
    func hasKey(_ key: String) -> Bool {
        if self[key] != nil { return true }
        guard case .stringConvertible(let box)? = self[LogFields.metadataKey] else { return false }
        return LogFields(box)?.contains(key) ?? false
    }
}
