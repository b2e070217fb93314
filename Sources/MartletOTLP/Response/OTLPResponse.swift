import MartletHTTP

/// What a collector answers.
struct OTLPResponse: Equatable, Sendable {
    /// How many spans it did not take, though it took the others.
    var rejectedSpanCount: Int64 = 0

    /// What it has to say.
    var message = ""

    /// Reads the message `ExportTraceServiceResponse`. What cannot be read is as good as nothing: the spans were taken.
    init(protobuf body: [UInt8]) {
        var response = ProtobufReader(body[...])
        while let (field, value) = response.next() {
            guard field == 1, case .bytes(let bytes) = value else { continue }
            var partialSuccess = ProtobufReader(bytes)
            while let (field, value) = partialSuccess.next() {
                switch (field, value) {
                case (1, .number(let count)): rejectedSpanCount = Int64(bitPattern: count)
                case (2, .bytes(let text)): message = String(decoding: text, as: UTF8.self)
                default: break
                }
            }
        }
    }

    /// Reads the same message as JSON.
    init(json body: [UInt8]) {
        let answer = IncomingResponse(status: .ok, text: String(decoding: body, as: UTF8.self))
        guard let response = try? answer.decode(Response.self) else { return }
        rejectedSpanCount = response.partialSuccess?.rejectedSpans?.value ?? 0
        message = response.partialSuccess?.errorMessage ?? ""
    }

    /// What a collector says that takes nothing: the message `google.rpc.Status`.
    static func statusMessage(protobuf body: [UInt8]) -> String {
        var status = ProtobufReader(body[...])
        while let (field, value) = status.next() {
            if field == 2, case .bytes(let text) = value { return String(decoding: text, as: UTF8.self) }
        }
        return ""
    }

    private struct Response: Decodable {
        var partialSuccess: PartialSuccess?
    }

    private struct PartialSuccess: Decodable {
        var rejectedSpans: Count?
        var errorMessage: String?
    }

    /// A number of 64 bits: a text, or a number from those who do not keep to the rule.
    private struct Count: Decodable {
        var value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                value = Int64(text) ?? 0
            } else {
                value = try container.decode(Int64.self)
            }
        }
    }
}
