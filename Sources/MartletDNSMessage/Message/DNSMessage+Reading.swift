extension DNSMessage {
    /// The most bytes of a message: what the length of a message over TCP can say.
    package static let maximumByteCount = 65535

    /// Reads a message.
    ///
    /// Memory and time are in proportion to the bytes, whatever counts and lengths they claim. Bytes after the message are
    /// ignored, and so is what cannot be read of the records of a message that says that it is truncated.
    ///
    /// - Throws: ``DNSMessageError`` for bytes that are no message.
    package init(_ bytes: [UInt8]) throws(DNSMessageError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong }
        var reader = DNSReader(bytes)
        let id = try reader.integer16()
        let flags = try reader.integer16()
        let questionCount = try reader.integer16()
        let counts = try [reader.integer16(), reader.integer16(), reader.integer16()]
        self.init(
            id: id,
            isResponse: flags & 0x8000 != 0,
            operation: UInt8(flags >> 11 & 0xF),
            isAuthoritative: flags & 0x0400 != 0,
            isTruncated: flags & 0x0200 != 0,
            wantsRecursion: flags & 0x0100 != 0,
            offersRecursion: flags & 0x0080 != 0,
            responseCode: DNSResponseCode(rawValue: flags & 0xF),
            questions: []
        )
        for _ in 0..<questionCount {
            let name = try reader.name()
            let type = try DNSRecordType(rawValue: reader.integer16())
            questions.append(DNSQuestion(name, type, class: try DNSClass(rawValue: reader.integer16())))
        }
        do {
            for (count, section) in zip(counts, [\DNSMessage.answers, \.authorities, \.additionals]) {
                for _ in 0..<count { try read(from: &reader, into: section) }
            }
        } catch {
            guard isTruncated else { throw error }
        }
    }

    private mutating func read(
        from reader: inout DNSReader,
        into section: WritableKeyPath<DNSMessage, [DNSRecord]>
    ) throws(DNSMessageError) {
        let name = try reader.name()
        let type = try DNSRecordType(rawValue: reader.integer16())
        let recordClass = try reader.integer16()
        let timeToLive = try reader.integer32()
        let length = Int(try reader.integer16())
        if type == .opt {
            guard section == \.additionals, `extension` == nil, name.isRoot else { throw .badExtension }
            `extension` = DNSExtension(
                payloadSize: recordClass,
                version: UInt8(timeToLive >> 16 & 0xFF),
                flags: UInt16(timeToLive & 0xFFFF),
                options: try reader.bytes(length)
            )
            responseCode = DNSResponseCode(rawValue: responseCode.rawValue | UInt16(timeToLive >> 24) << 4)
            return
        }
        let data = try reader.limited(to: length) { reader throws(DNSMessageError) -> DNSRecordData in
            guard recordClass == DNSClass.internet.rawValue else { return .other(type, try reader.bytes(length)) }
            return try DNSRecordData(type, length: length, from: &reader)
        }
        self[keyPath: section].append(
            DNSRecord(
                name,
                class: DNSClass(rawValue: recordClass),
                // A number with the highest bit counts as 0 (RFC 2181, section 8).
                timeToLive: timeToLive > UInt32(Int32.max) ? 0 : timeToLive,
                data
            )
        )
    }
}

extension DNSRecordData {
    fileprivate init(_ type: DNSRecordType, length: Int, from reader: inout DNSReader) throws(DNSMessageError) {
        switch type {
        case .a:
            guard length == 4, let address = DNSAddress(try reader.bytes(4)) else { throw .badData }
            self = .a(address)
        case .aaaa:
            guard length == 16, let address = DNSAddress(try reader.bytes(16)) else { throw .badData }
            self = .aaaa(address)
        case .cname:
            self = .cname(try reader.name())
        case .soa:
            self = .soa(
                DNSAuthority(
                    primary: try reader.name(),
                    mailbox: try reader.name(),
                    serial: try reader.integer32(),
                    refresh: try reader.integer32(),
                    retry: try reader.integer32(),
                    expire: try reader.integer32(),
                    minimum: try reader.integer32()
                )
            )
        case .srv:
            self = .srv(
                DNSServiceLocation(
                    priority: try reader.integer16(),
                    weight: try reader.integer16(),
                    port: try reader.integer16(),
                    target: try reader.name()
                )
            )
        default:
            self = .other(type, try reader.bytes(length))
        }
    }
}
