extension DNSMessage {
    /// The message as it is sent.
    ///
    /// It can say of up to 65535 records in each section, and a record's data have up to 65535 bytes; what is more makes
    /// bytes that are no message.
    package var bytes: [UInt8] {
        var writer = DNSWriter()
        writer.write(id)
        writer.write(flags)
        writer.write(UInt16(clamping: questions.count))
        writer.write(UInt16(clamping: answers.count))
        writer.write(UInt16(clamping: authorities.count))
        writer.write(UInt16(clamping: additionals.count + (`extension` == nil ? 0 : 1)))
        for question in questions {
            writer.write(question.name)
            writer.write(question.type.rawValue)
            writer.write(question.recordClass.rawValue)
        }
        for record in answers + authorities + additionals { record.write(to: &writer) }
        `extension`?.write(to: &writer, responseCode: responseCode)
        return writer.bytes
    }

    private var flags: UInt16 {
        var flags = UInt16(operation & 0xF) << 11 | responseCode.rawValue & 0xF
        if isResponse { flags |= 0x8000 }
        if isAuthoritative { flags |= 0x0400 }
        if isTruncated { flags |= 0x0200 }
        if wantsRecursion { flags |= 0x0100 }
        if offersRecursion { flags |= 0x0080 }
        return flags
    }
}

extension DNSExtension {
    fileprivate func write(to writer: inout DNSWriter, responseCode: DNSResponseCode) {
        writer.write(DNSName.root)
        writer.write(DNSRecordType.opt.rawValue)
        writer.write(payloadSize)
        writer.write(UInt8(responseCode.rawValue >> 4 & 0xFF))
        writer.write(version)
        writer.write(flags)
        writer.writeWithLength { $0.write(options) }
    }
}

extension DNSRecord {
    fileprivate func write(to writer: inout DNSWriter) {
        writer.write(name)
        writer.write(data.type.rawValue)
        writer.write(recordClass.rawValue)
        writer.write(timeToLive)
        writer.writeWithLength { data.write(to: &$0) }
    }
}

extension DNSRecordData {
    fileprivate func write(to writer: inout DNSWriter) {
        switch self {
        case .a(let address), .aaaa(let address):
            writer.write(address.bytes)
        case .cname(let name):
            writer.write(name)
        case .soa(let authority):
            writer.write(authority.primary)
            writer.write(authority.mailbox)
            for number in [
                authority.serial, authority.refresh, authority.retry, authority.expire, authority.minimum,
            ] { writer.write(number) }
        case .srv(let location):
            writer.write(location.priority)
            writer.write(location.weight)
            writer.write(location.port)
            writer.writeInFull(location.target)
        case .other(_, let bytes):
            writer.write(bytes)
        }
    }
}
