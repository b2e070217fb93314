import MartletJSON

/// The names of a method's parameters in their order, which lead from params by position to params by name and back.
/// Source: [JSON-RPC 2.0, section 4.2](https://www.jsonrpc.org/specification#parameter_structures).
struct JSONRPCParameterNames: Sendable {
    private let names: [String]
    /// The names as JSON.
    private let keys: [[UInt8]]

    var isEmpty: Bool { names.isEmpty }
    var count: Int { names.count }

    init(_ names: [String]) {
        self.names = names
        // A string always has a form in JSON.
        keys = names.map { (try? JSONCodec().encode($0)) ?? [] }
    }

    /// An array as the object whose members have the names; `nil` when it has more values than there are names.
    func object(of array: JSONNode) -> [UInt8]? {
        var object = [UInt8(ascii: "{")]
        var position = 0
        array.forEachChild { _, value in
            if position < keys.count {
                if position > 0 { object.append(UInt8(ascii: ",")) }
                object += keys[position]
                object.append(UInt8(ascii: ":"))
                object += value.bytes
            }
            position += 1
        }
        guard position <= keys.count else { return nil }
        object.append(UInt8(ascii: "}"))
        return object
    }

    /// An object as the array of the members that have the names: null for one that is not there, and nothing at the end.
    func array(of object: JSONNode) -> [UInt8] {
        var values = [[UInt8]?](repeating: nil, count: names.count)
        object.forEachChild { key, value in
            if let position = names.firstIndex(of: key) { values[position] = value.bytes }
        }
        while let last = values.last, last == nil { values.removeLast() }
        var array = [UInt8(ascii: "[")]
        for (position, value) in values.enumerated() {
            if position > 0 { array.append(UInt8(ascii: ",")) }
            array += value ?? JSONRPCRequestEnvelope.null
        }
        array.append(UInt8(ascii: "]"))
        return array
    }
}
