import Martlet
import NIOHTTP2
import Testing

@testable import MartletGRPC

@Suite("A status as fields")
struct StatusFieldsTests {
    private func fields(_ status: Status) -> [String: String] {
        var fields: [String: String] = [:]
        StatusFields.forEachField(of: status) { fields[$0] = $1 }
        return fields
    }

    private func roundTrip(_ status: Status) -> Status? {
        let fields = fields(status)
        return StatusFields.failure { fields[$0] }
    }

    @Test("Each code goes through, with its number", arguments: Status.Code.all)
    func codes(code: Status.Code) {
        #expect(fields(Status(code, "m")) == ["grpc-status": "\(code.rawValue)", "grpc-message": "m"])
        #expect(roundTrip(Status(code, "m"))?.code == code)
    }

    @Test(
        "The text is percent-encoded",
        arguments: [
            ("plain text ~", "plain text ~"), ("100%", "100%25"), ("bäd\n", "b%C3%A4d%0A"), ("😀", "%F0%9F%98%80"),
        ]
    )
    func messages(text: String, encoded: String) {
        #expect(StatusMessage.encode(text) == encoded)
        #expect(StatusMessage.decode(encoded) == text)
    }

    @Test(
        "A text that is not encoded rightly stands for itself",
        arguments: [
            ("100%", "100%"), ("%zz", "%zz"), ("%4", "%4"), ("%41%", "A%"), ("%ff", "\u{FFFD}"),
        ]
    )
    func lenient(text: String, decoded: String) {
        #expect(StatusMessage.decode(text) == decoded)
    }

    @Test("Details and the hint for a retry go through, in the bytes of google.rpc.Status")
    func details() throws {
        var status = Status(.notFound, "no", details: [.init(type: "a.B", value: [1, 2])])
        // { code: 5, message: "no", details: [{ type_url: "type.googleapis.com/a.B", value: 01 02 }] }
        let url = Array("type.googleapis.com/a.B".utf8)
        let any = [0x0A, UInt8(url.count)] + url + [0x12, 2, 1, 2]
        let expected: [UInt8] = [0x08, 5, 0x12, 2] + Array("no".utf8) + [0x1A, UInt8(any.count)] + any
        #expect(StatusDetails.encode(status) == expected)
        status.retry = .after(.milliseconds(2_500))
        let read = try #require(roundTrip(status))
        #expect(read.code == .notFound)
        #expect(read.message == "no")
        #expect(read.details == status.details)
        #expect(read.retry == .after(.milliseconds(2_500)))
        status.retry = .never
        #expect(fields(status)["grpc-retry-pushback-ms"] == "-1")
        #expect(roundTrip(status)?.retry == .never)
    }

    @Test("What the fields leave open")
    func missing() {
        #expect(StatusFields.failure { ["grpc-status": "0"][$0] } == nil)
        #expect(StatusFields.failure { _ in nil }?.code == .unknown)
        for number in ["-1", "x", "", "99999999999999999999"] {
            #expect(StatusFields.failure { ["grpc-status": number][$0] }?.code == .unknown)
        }
        let newer = StatusFields.failure { ["grpc-status": "17", "grpc-message": "later"][$0] }
        #expect(newer?.code.rawValue == 17)
        #expect(newer?.message == "later")
        #expect(StatusFields.failure { ["grpc-status": "5"][$0] }?.message == "not found")
        let pushback = StatusFields.failure { ["grpc-status": "14", "grpc-retry-pushback-ms": "250"][$0] }
        #expect(pushback?.retry == .after(.milliseconds(250)))
    }

    @Test(
        "Details that are no message, or of another status, are left out",
        arguments: [
            "!!!", "CAU", "CAcSAm5v", "//////", "CAUaAQ", "CAUaBAoBYRA", "",
        ]
    )
    func hostileDetails(value: String) {
        let status = StatusFields.failure {
            ["grpc-status": "5", "grpc-message": "no", "grpc-status-details-bin": value][$0]
        }
        #expect(status?.code == .notFound)
        #expect(status?.message == "no")
        #expect(status?.details.isEmpty == true)
    }

    @Test("A text that is too long is cut at a character, details that are too many are left out")
    func bounds() {
        let long = String(repeating: "ä", count: 3_000)
        let text = roundTrip(Status(.internal, long))?.message ?? ""
        #expect(text.utf8.count == 2_048)
        #expect(text.allSatisfy { $0 == "ä" })
        let detail = Status.Detail(type: "a.B", value: [UInt8](repeating: 1, count: 5_000))
        #expect(fields(Status(.internal, "m", details: [detail]))["grpc-status-details-bin"] == nil)
        let emoji = "a" + String(repeating: "😀", count: 1_000)
        #expect(emoji.cut(toUTF8: 4) == "a")
        #expect(emoji.cut(toUTF8: 5) == "a😀")
    }

    @Test(
        "The table of foreign answers",
        arguments: [
            (400, Status.Code.internal), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
            (429, .unavailable), (500, .unknown), (502, .unavailable), (503, .unavailable), (504, .unavailable),
            (302, .unknown),
        ]
    )
    func foreign(status: Int, code: Status.Code) {
        #expect(Status.Code(ofForeignAnswer: status) == code)
    }

    @Test(
        "The table of resets",
        arguments: [
            (HTTP2ErrorCode.refusedStream, Status.Code.unavailable), (.cancel, .cancelled),
            (.enhanceYourCalm, .resourceExhausted), (.inadequateSecurity, .permissionDenied),
            (.internalError, .internal),
            (.protocolError, .internal), (.noError, .internal), (.flowControlError, .internal),
        ]
    )
    func resets(code: HTTP2ErrorCode, expected: Status.Code) {
        #expect(Status.Code(ofReset: code) == expected)
    }
}

@Suite("The wire format of protobuf")
struct WireFormatTests {
    @Test(
        "Hostile bytes end the reading",
        arguments: [
            [0x08], [0x08, 0x80], [0x0A, 5, 1], [0x00, 1], [0x0B], [0x0D, 1, 2],
            [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        ] as [[UInt8]]
    )
    func hostile(bytes: [UInt8]) {
        var reader = WireReader(bytes[...])
        while reader.next() != nil {}
        #expect(reader.hasFailed)
    }

    @Test("Fields that are not asked for are passed over")
    func others() {
        var reader = WireReader([0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 0x96, 1][...])
        var numbers: [Int64] = []
        while let (field, value) = reader.next() {
            if field == 3, case .number(let number) = value { numbers.append(number) }
        }
        #expect(numbers == [150])
        #expect(!reader.hasFailed)
    }
}
