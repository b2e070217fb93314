extension TapeBuilder {
    /// Refuses an object that has a key twice, however the key is escaped.
    ///
    /// Two parsers that read such a document differently are a way around a check made by one of them, see
    /// RFC 8259, section 4.
    @inline(__always)
    func checkKeys(of object: Int, in bytes: Span<UInt8>) throws(SyntaxError) {
        let count = Int(tape[object].length)
        if count < 2 {
            return
        }
        if count > KeyTable.threshold {
            return try checkManyKeys(of: object, count: count, in: bytes)
        }
        // One bit per key: as long as no two keys share one, they all differ.
        var seen: UInt64 = 0
        var key = object &+ 1
        for _ in 0..<count {
            let entry = tape[key]
            let bit: UInt64 = 1 &<< (bytes.extracting(entry.range).fingerprint &* 0x9E37_79B9_7F4A_7C15 &>> 58)
            if entry.kind == .escapedKey || seen & bit != 0 {
                return try checkFewKeys(of: object, in: bytes)
            }
            seen |= bit
            key = Int(tape[key &+ 1].next)
        }
    }

    @inline(never)
    private func checkFewKeys(of object: Int, in bytes: Span<UInt8>) throws(SyntaxError) {
        var key = object + 1
        while key < tape.count {
            var earlier = object + 1
            while earlier < key {
                if areEqual(key, earlier, in: bytes) {
                    throw duplicate(key, in: bytes)
                }
                earlier = Int(tape[earlier + 1].next)
            }
            key = Int(tape[key + 1].next)
        }
    }

    @inline(never)
    private func checkManyKeys(of object: Int, count: Int, in bytes: Span<UInt8>) throws(SyntaxError) {
        var table = KeyTable(minimumCapacity: count)
        var key = object + 1
        while key < tape.count {
            let twin = table.insert(UInt32(key), hash: hash(of: key, in: bytes)) { earlier in
                areEqual(key, Int(earlier), in: bytes)
            }
            if twin != nil {
                throw duplicate(key, in: bytes)
            }
            key = Int(tape[key + 1].next)
        }
    }

    private func hash(of key: Int, in bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        let entry = tape[key]
        if entry.kind == .escapedKey {
            String(entry, in: bytes).utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
        } else {
            bytes.extracting(entry.range).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        return hasher.finalize()
    }

    private func areEqual(_ key: Int, _ other: Int, in bytes: Span<UInt8>) -> Bool {
        let left = tape[key]
        let right = tape[other]
        if left.kind == .key, right.kind == .key {
            return bytes.extracting(left.range).isEqual(to: bytes.extracting(right.range))
        }
        // Not `==` of strings, which takes different spellings of an accented letter for equal.
        return String(left, in: bytes).utf8.span.isEqual(to: String(right, in: bytes).utf8.span)
    }

    private func duplicate(_ key: Int, in bytes: Span<UInt8>) -> SyntaxError {
        let entry = tape[key]
        return SyntaxError(reason: .duplicateKey(String(entry, in: bytes)), offset: Int(entry.start) - 1)
    }
}
