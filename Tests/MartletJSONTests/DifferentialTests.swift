import Foundation
import MartletJSON
import Testing

/// The same value through Foundation's coders and through ours.
@Suite struct DifferentialTests {
    @Test(arguments: Sample.all)
    func `encodes what Foundation encodes`(_ sample: Sample) throws {
        let ours = Result { try sample.encode(JSONCodec(output: .sortedKeys)) }
        let theirs = Result { try sample.encodeWithFoundation() }
        switch (ours, theirs) {
        case (.success(let ours), .success(let theirs)): #expect(ours == theirs)
        case (.failure(let ours), .failure): #expect(ours is EncodingError)
        default: Issue.record("\(ours) but Foundation \(theirs)")
        }
    }

    @Test(arguments: Sample.all)
    func `lays out as Foundation does`(_ sample: Sample) throws {
        guard let theirs = try? sample.encodeWithFoundation(.prettyPrinted) else { return }
        #expect(try sample.encode(JSONCodec(output: [.sortedKeys, .prettyPrinted])) == theirs)
    }

    @Test(arguments: Sample.all)
    func `decodes what Foundation decodes`(_ sample: Sample) throws {
        guard let document = try? sample.encodeWithFoundation() else { return }
        let decoded = try #require(try sample.decode(document, JSONCodec()))
        #expect(try decoded.encodeWithFoundation() == document)
        let unsorted = try sample.encode(JSONCodec())
        let back = try #require(try sample.decodeWithFoundation(unsorted))
        #expect(try back.encodeWithFoundation() == document)
    }
}

/// A value, without its type.
struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let encode: @Sendable (JSONCodec) throws -> String
    private let encodeTheirs: @Sendable (JSONEncoder.OutputFormatting) throws -> String
    private let decodeOurs: @Sendable (String, JSONCodec) throws -> Sample?
    private let decodeTheirs: @Sendable (String) throws -> Sample?

    func encodeWithFoundation(_ formatting: JSONEncoder.OutputFormatting = []) throws -> String {
        try encodeTheirs(formatting)
    }

    func decode(_ document: String, _ codec: JSONCodec) throws -> Sample? {
        try decodeOurs(document, codec)
    }

    func decodeWithFoundation(_ document: String) throws -> Sample? {
        try decodeTheirs(document)
    }

    init<Value: Codable & Sendable>(_ name: String, _ value: Value) {
        testDescription = name
        encode = { String(decoding: try $0.encode(value), as: UTF8.self) }
        encodeTheirs = { formatting in
            let encoder = JSONEncoder()
            encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        decodeOurs = { Sample(name, try $1.decode(Value.self, from: $0)) }
        decodeTheirs = { Sample(name, try JSONDecoder().decode(Value.self, from: Data($0.utf8))) }
    }
}
