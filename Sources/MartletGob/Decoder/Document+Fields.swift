extension Document {
    /// The entry of the field for a key; `nil` if the field is missing, because the sender's type lacks it or because it is
    /// zero.
    ///
    /// Keys are expected to be asked for in the order of the sender's type. So the usual look-up is one comparison of names
    /// and one of numbers.
    @inline(__always)
    func find(_ key: String, in index: Int) -> Int? {
        let entry = self[index]
        let type = entry.type._withUnsafeGuaranteedRef { $0 }
        let cursor = Int(entry.cursor)
        if cursor < type.fields.count, GoName.isExported(key, as: type.fields[cursor].name) {
            tape.pointee[index].cursor = entry.cursor &+ 1
            return present(cursor, in: index, from: Int(entry.nextEntry), end: Int(entry.next))
        }
        return findOutOfOrder(key, in: index)
    }

    @inline(__always)
    private func present(_ field: Int, in index: Int, from next: Int, end: Int) -> Int? {
        guard next < end, Int(self[next].field) == field else { return nil }
        tape.pointee[index].nextEntry = self[next].next
        return next
    }

    @inline(never)
    private func findOutOfOrder(_ key: String, in index: Int) -> Int? {
        let entry = self[index]
        let type = entry.type._withUnsafeGuaranteedRef { $0 }
        guard !type.fields.isEmpty,
            let field = type.number(of: key, from: Int(entry.cursor) % type.fields.count)
        else { return nil }
        tape.pointee[index].cursor = Int32(truncatingIfNeeded: field + 1)
        // Fields are in the order of their numbers, but a key before the last one needs another start.
        var next = Int(entry.nextEntry)
        if next >= entry.next || self[next].field > field { next = index + 1 }
        while next < entry.next, self[next].field < field { next = Int(self[next].next) }
        tape.pointee[index].nextEntry = Int32(truncatingIfNeeded: next)
        return present(field, in: index, from: next, end: Int(entry.next))
    }

    /// The entry of the value for a key of a map.
    func findMember(_ key: String, in index: Int) -> Int? {
        var found: Int?
        forEachMember(of: index) { name, value in
            if self[name].kind == .string, text(of: self[name]) == key { found = value }
        }
        return found
    }

    func forEachMember(of index: Int, _ body: (_ key: Int, _ value: Int) throws -> Void) rethrows {
        var key = index + 1
        while key < self[index].next {
            let value = Int(self[key].next)
            try body(key, value)
            key = Int(self[value].next)
        }
    }
}
