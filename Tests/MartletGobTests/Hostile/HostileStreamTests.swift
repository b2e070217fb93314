import MartletGob
import Testing

@Suite("Hostile streams")
struct HostileStreamTests {
    private let point = "1fff8103010105506f696e7401ff820001020101580104000101590104000000"

    @Test("A stream that is cut anywhere gives no value and no error, and one that is damaged anywhere does no harm")
    func cutAndDamaged() throws {
        let stream = try GobEncoder(types: types).encode(Everything.full)
        for count in 0..<stream.count {
            let decoder = GobDecoder(types: types)
            decoder.append(stream[..<count])
            #expect(try decoder.next(Everything.self) == nil)
        }
        for index in stream.indices {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff, stream[index] ^ 0x55] {
                var damaged = stream
                damaged[index] = value
                let decoder = GobDecoder(types: types)
                decoder.append(damaged)
                // Whatever it is, it ends.
                _ = try? decoder.next(Everything.self)
            }
        }
    }

    @Test(
        "Lengths and counts are checked before anything is allocated",
        arguments: [
            "f8ffffffffffffffff",  // a message of 2^64 - 1 bytes
            "fc7fffffff",  // one of 2 GiB
            "09060a00f8ffffffffffffff",  // not whole: needs no memory either
        ]
    )
    func lengths(stream: String) {
        let decoder = GobDecoder()
        decoder.append(bytes(stream))
        // Refused, or waited for.
        if let value = try? decoder.next([UInt8].self) { Issue.record("\(value)") }
    }

    @Test("Counts beyond the message")
    func counts() {
        check("0b0a00f8ffffffffffffff7f", "a count of 18446744073709551487 is more than the rest of the message holds")
        check("0cff81020102ff820001040000" + "0aff8200fc7fffffff000000", "more than the rest of the message holds")
        check("0eff81040102ff8200010c010400" + "0008ff8200050161020203", "", as: [String: Int].self)
        check("0eff81010102ff82000104010600" + "0007ff820002020406", "an array of 2 elements where the type has 3")
    }

    @Test("Fields and types that nobody has defined")
    func undefined() {
        check("04ff840001", "the stream uses type 66 without having defined it")
        check(point + "05ff82030200", "a field of number 2 where there are 2", as: Point.self)
        check("0eff81020102ff820001fe01f4000005ff82000102", "the stream uses type", as: [Int].self)
        check(point + point, "type 65 is defined twice")
    }

    @Test("A definition of one of Go's own types")
    func reserved() {
        check("1e2303010105506f696e7401ff820001020101580104000101590104000000", "type 18 is one of Go's own")
    }

    @Test("A type that contains itself ends where the depth is bounded")
    func recursion() {
        // type T []T, with one element per level.
        let definition = "0dff81020102ff820001ff820000"
        check(definition + "ffccff8200" + String(repeating: "01", count: 200) + "00", "nested more than 100 levels")
    }

    @Test("More types than are allowed, and larger ones")
    func tooManyTypes() {
        var stream: [UInt8] = []
        for id in 65..<70 {
            let number = UInt8(2 * id - 1)
            stream += bytes("0cff\(hex([number]))020102ff\(hex([number + 1]))00010400" + "00")
        }
        let decoder = GobDecoder(limits: GobLimits { $0.typeCount = 3 })
        decoder.append(stream)
        #expect(message { _ = try decoder.next(Int.self) }.contains("more than 3 types"))
        let small = GobDecoder(limits: GobLimits { $0.definitionByteCount = 10 })
        small.append(bytes(point))
        #expect(message { _ = try small.next(Int.self) }.contains("more than 10 bytes"))
    }

    @Test("After a value that does not fit the stream goes on; after malformed bytes it does not")
    func after() throws {
        let encoder = GobEncoder()
        let decoder = GobDecoder()
        decoder.append(try encoder.encode(Wide(a: 1, b: 2, c: 3)) + encoder.encode("text") + encoder.encode(7))
        struct Wrong: Decodable {
            var a: Int
            var b: [String]
        }
        #expect(message { _ = try decoder.next(Wrong.self) } == "B: expected Array<Decodable>, found int")
        #expect(try decoder.next(String.self) == "text")
        #expect(try decoder.next(Int.self) == 7)
        let rest = GobDecoder()
        rest.append(bytes("0304000e" + "04ff840001" + "0304000e"))
        #expect(try rest.next(Int.self) == 7)
        #expect(throws: GobError.self) { try rest.next(Int.self) }
        #expect(throws: GobError.self) { try rest.next(Int.self) }
    }

    @Test("Errors name the path, what was expected and what was found")
    func paths() throws {
        struct Inner: Codable {
            var values: [Int]
        }
        struct Outer<Value: Codable>: Codable {
            var name: String
            var inner: [Value]
        }
        struct Other: Codable {
            var values: [Int8]
        }
        let decoder = GobDecoder()
        decoder.append(
            try GobEncoder().encode(Outer(name: "x", inner: [Inner(values: [1]), Inner(values: [2, 300])]))
        )
        #expect(
            message { _ = try decoder.next(Outer<Other>.self) } == "Inner.1.Values.1: 300 is out of the range of Int8"
        )
    }

    @Test("Names that nobody has registered, and values that gob has no form for")
    func refusals() throws {
        let decoder = GobDecoder()
        decoder.append(try GobEncoder(types: types).encode(Nested(inner: GobInterface(Circle(radius: 1)))))
        #expect(message { _ = try decoder.next(Nested.self) }.contains("\"main.Circle\" is not registered"))
        let encoder = GobEncoder()
        #expect(
            message { _ = try encoder.encode(Nested(inner: GobInterface(Circle(radius: 1)))) }.contains(
                "not registered"
            )
        )
        #expect(message { _ = try encoder.encode([1, nil]) }.contains("no form for nil"))
        #expect(message { _ = try encoder.encode(Optional<Int>.none) }.contains("no form for nil"))
        // The stream goes on.
        let after = GobDecoder()
        after.append(try encoder.encode(Wide(a: 1, b: 2, c: 3)))
        #expect(try after.next(Wide.self) == Wide(a: 1, b: 2, c: 3))
    }

    /// Checks that a stream ends with an error that says something.
    private func check<Value: Decodable>(_ stream: String, _ text: String, as type: Value.Type = [UInt8].self) {
        let decoder = GobDecoder()
        decoder.append(bytes(stream))
        let found = message { _ = try decoder.next(type) }
        #expect(found.contains(text), Comment(rawValue: found))
    }

    /// What an error says, after the path; empty without an error.
    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch let error as GobError {
            return error.message
        } catch let error as DecodingError {
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                let path = context.codingPath.map { key in key.intValue.map { "\($0)" } ?? key.stringValue }
                return (path.isEmpty ? "" : path.joined(separator: ".") + ": ") + context.debugDescription
            @unknown default: return "\(error)"
            }
        } catch EncodingError.invalidValue(_, let context) {
            return context.debugDescription
        } catch {
            return "\(error)"
        }
    }
}
