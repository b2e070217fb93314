/// Reads header blocks: RFC 7541.
struct HPACKDecoder: Sendable {
    private var table: HPACKDynamicTable

    /// As large as a list of fields may become, counted as in RFC 9113, section 6.5.2. A block of references unpacks to thousands
    /// of times its size.
    private let listByteLimit: Int

    /// Makes a decoder for a connection.
    ///
    /// - Parameters:
    ///   - tableByteCount: What the peer was told that it may use of memory here: SETTINGS_HEADER_TABLE_SIZE.
    ///   - listByteLimit: As large as a list of fields may become.
    init(tableByteCount: Int = 4096, listByteLimit: Int) {
        table = HPACKDynamicTable(maximumCapacity: tableByteCount)
        self.listByteLimit = listByteLimit
    }

    /// Reads a block.
    ///
    /// - Parameters:
    ///   - block: All of it, from HEADERS and CONTINUATION.
    ///   - section: Gets the fields; what it had is gone.
    mutating func decode(_ block: Span<UInt8>, into section: inout HTTP2FieldSection) throws(HPACKFailure) {
        section.removeAll()
        var position = 0
        var mayResize = true
        while position < block.count {
            let first = block[position]
            if first & 0x80 != 0 {
                mayResize = false
                try appendField(at: block.readInteger(prefix: 7, at: &position), to: &section)
            } else if first & 0xE0 == 0x20 {
                // RFC 7541, section 4.2.
                let capacity = try block.readInteger(prefix: 5, at: &position)
                guard mayResize, capacity <= table.maximumCapacity else { throw .malformed }
                table.resize(to: capacity)
            } else {
                mayResize = false
                let isRemembered = first & 0x40 != 0
                let index = try block.readInteger(prefix: isRemembered ? 6 : 4, at: &position)
                try readLiteral(block, at: &position, nameIndex: index, isRemembered: isRemembered, into: &section)
            }
            guard section.listByteCount <= listByteLimit else { throw .tooLarge }
        }
    }

    @inline(__always)
    private func appendField(at index: Int, to section: inout HTTP2FieldSection) throws(HPACKFailure) {
        guard index > 0 else { throw .malformed }
        guard index > HPACKStaticTable.count else {
            let field = HPACKStaticTable.fields[index - 1]
            return section.append(field.name.bytes, field.value.bytes, field.kind)
        }
        let entry = try entry(at: index)
        table.withBytes(of: entry) { name, value in section.append(name, value, entry.kind) }
    }

    private func entry(at index: Int) throws(HPACKFailure) -> HPACKDynamicTable.Entry {
        let index = index - HPACKStaticTable.count - 1
        guard index < table.count else { throw .malformed }
        return table[index]
    }

    private mutating func readLiteral(
        _ block: Span<UInt8>,
        at position: inout Int,
        nameIndex index: Int,
        isRemembered: Bool,
        into section: inout HTTP2FieldSection
    ) throws(HPACKFailure) {
        // The closures run one after the other, so a variable outside of them is theirs.
        var place = position
        try section.append { (output: inout [UInt8]) throws(HPACKFailure) in
            try self.readName(block, at: &place, index, into: &output)
        } value: { (output: inout [UInt8]) throws(HPACKFailure) in
            try block.readString(into: &output, at: &place)
        } _: { name, value, kind in
            if isRemembered { self.table.insert(name, value, kind) }
        }
        position = place
    }

    private func readName(
        _ block: Span<UInt8>,
        at position: inout Int,
        _ index: Int,
        into output: inout [UInt8]
    ) throws(HPACKFailure) {
        guard index > 0 else { return try block.readString(into: &output, at: &position) }
        guard index > HPACKStaticTable.count else {
            return output.append(contentsOf: HPACKStaticTable.fields[index - 1].name.bytes)
        }
        let entry = try entry(at: index)
        table.withBytes(of: entry) { name, _ in output.append(contentsOf: name) }
    }
}
