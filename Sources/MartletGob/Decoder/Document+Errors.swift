extension Document {
    /// The error for a value that is something else on the wire.
    @inline(never)
    func mismatch(_ type: any Any.Type, at index: Int) -> DecodingError {
        let found = self[index].type._withUnsafeGuaranteedRef { "\($0)" }
        return .typeMismatch(
            type,
            .init(codingPath: path(to: index), debugDescription: "expected \(type), found \(found)")
        )
    }

    @inline(never)
    func outOfRange(_ number: String, _ type: any Any.Type, at index: Int) -> DecodingError {
        corrupted("\(number) is out of the range of \(type)", at: index)
    }

    /// The error for a value of the right type that is not acceptable.
    @inline(never)
    func corrupted(_ message: String, at index: Int) -> DecodingError {
        .dataCorrupted(.init(codingPath: path(to: index), debugDescription: message))
    }

    /// The path of a value, found by a walk over the tape: nobody keeps paths, as hardly anybody asks for them.
    func path(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var container = 0
        while container < target {
            var child = container + 1
            var position = 0
            while child < tape.pointee.count, Int(self[child].next) <= target {
                child = Int(self[child].next)
                position += 1
            }
            guard child <= target, child < tape.pointee.count else { break }
            if let key = key(of: child, in: container, position: position) { path.append(key) }
            container = child
        }
        return path
    }

    private func key(of child: Int, in container: Int, position: Int) -> PathKey? {
        let type = self[container].type._withUnsafeGuaranteedRef { $0 }
        switch type.kind {
        case .structure: return PathKey(type.fields[Int(self[child].field)].name)
        case .slice, .array: return PathKey(index: position)
        case .map:
            // Keys and values take turns.
            let key = position % 2 == 0 ? child : child - 1
            return self[key].kind == .string ? PathKey(text(of: self[key])) : PathKey(index: position / 2)
        default: return nil
        }
    }
}
