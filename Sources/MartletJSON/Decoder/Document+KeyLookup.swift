extension Document {
    /// The index of the value for a key of an object, `nil` if there is none.
    ///
    /// Keys are expected to be asked for in the order in which they are written: the object's own entry says which
    /// one is next. So the usual look-up is one comparison.
    ///
    /// - Parameter advances: whether the one after this is next.
    @inline(__always)
    func find(_ key: String, in object: Int, advances: Bool) -> Int? {
        let name = key.utf8.span
        let candidate = Int(tape[object].length)
        if candidate < Int(tape[object].next), isKey(candidate, equalTo: name) {
            if advances {
                tape[object].length = tape[candidate &+ 1].next
            }
            return candidate &+ 1
        }
        return findOutOfOrder(key, in: object, advances: advances)
    }

    /// How many keys are tried one after the other before an object gets an index of its keys.
    private static var patience: Int { 16 }

    @inline(never)
    private func findOutOfOrder(_ key: String, in object: Int, advances: Bool) -> Int? {
        let name = key.utf8.span
        let start = object + 1
        let end = Int(tape[object].next)
        let cursor = min(Int(tape[object].length), end)
        var candidate = cursor
        for _ in 0..<Document.patience {
            if candidate >= end {
                candidate = start
            }
            guard candidate < end else { return nil }
            if isKey(candidate, equalTo: name) {
                if advances {
                    tape[object].length = tape[candidate + 1].next
                }
                return candidate + 1
            }
            candidate = Int(tape[candidate + 1].next)
            if candidate == cursor || (candidate >= end && cursor == start) {
                return nil
            }
        }
        return keyIndex(of: object)[ExactKey(key)]
    }

    @inline(__always)
    private func isKey(_ index: Int, equalTo name: Span<UInt8>) -> Bool {
        let entry = tape[index]
        guard entry.kind == .key else {
            return text(of: entry).utf8.span.isEqual(to: name)
        }
        return withToken(entry) { $0.isEqual(to: name) }
    }

    /// The values of an object by key; made when it is first needed.
    private func keyIndex(of object: Int) -> [ExactKey: Int] {
        if let index = keyIndices[object] {
            return index
        }
        var index: [ExactKey: Int] = [:]
        forEachKey(of: object) { key, value in
            index[ExactKey(text(of: tape[key]))] = value
        }
        keyIndices[object] = index
        return index
    }

    /// The index of the value for a key in its Swift spelling, in an object that `indexConvertedKeys` was called for.
    func findConverted(_ key: String, in object: Int) -> Int? {
        convertedKeyIndices[object]?[ExactKey(key)]
    }

    /// Indexes an object by its keys in their Swift spelling.
    func indexConvertedKeys(of object: Int) throws {
        guard convertedKeyIndices[object] == nil else { return }
        var index: [ExactKey: Int] = [:]
        var twin: String?
        forEachKey(of: object) { key, value in
            let name = settings.options.keys.decode(text(of: tape[key]))
            if index.updateValue(value, forKey: ExactKey(name)) != nil {
                twin = name
            }
        }
        if let twin {
            throw corrupted("two keys of the object stand for \"\(twin.excerpt)\"", at: object)
        }
        convertedKeyIndices[object] = index
    }

    func forEachKey(of object: Int, _ body: (_ key: Int, _ value: Int) -> Void) {
        let end = Int(tape[object].next)
        var key = object + 1
        while key < end {
            body(key, key + 1)
            key = Int(tape[key + 1].next)
        }
    }
}

/// A key that equals another one if their bytes do; strings take different spellings of an accented letter for equal.
struct ExactKey: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactKey, right: ExactKey) -> Bool {
        left.text.utf8.span.isEqual(to: right.text.utf8.span)
    }

    func hash(into hasher: inout Hasher) {
        text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
