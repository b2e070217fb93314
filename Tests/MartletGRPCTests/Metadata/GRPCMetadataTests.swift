import Testing

@testable import MartletGRPC

@Suite("Metadata")
struct GRPCMetadataTests {
    @Test("Names have no case, and values keep their order")
    func access() {
        var metadata: GRPCMetadata = ["X-Tenant": "blue", "x-tenant": "green"]
        metadata.add("Trace-bin", [1, 2])
        #expect(metadata["x-TENANT"] == "blue")
        #expect(metadata.texts("x-tenant") == ["blue", "green"])
        #expect(metadata[bytes: "trace-bin"] == [1, 2])
        #expect(metadata["trace-bin"] == nil)
        metadata["x-tenant"] = "red"
        metadata[bytes: "trace-bin"] = nil
        #expect(metadata == ["x-tenant": "red"])
    }

    @Test("What is written is read again, bytes in base64 without padding")
    func fields() {
        var metadata: GRPCMetadata = ["a": "1"]
        metadata.add("b-bin", [0xFF, 0xFE])
        metadata.add("c-bin", "text")
        var fields: [String] = []
        var read = GRPCMetadata()
        metadata.forEachField { name, value in
            fields.append("\(name): \(value)")
            read.readField(name, value)
        }
        #expect(fields == ["a: 1", "b-bin: //4", "c-bin: dGV4dA"])
        #expect(read == metadata)
    }

    @Test("Several values of bytes may stand in one field, padded or not; what is no base64 is passed over")
    func joined() {
        var metadata = GRPCMetadata()
        metadata.readField("x-bin", "AQ==,AgM, !!!,BA")
        #expect(metadata.bytes("x-bin") == [[1], [2, 3], [4]])
    }

    @Test(
        "What belongs to gRPC or HTTP, and what is no field, is neither sent nor read",
        arguments: [
            "grpc-status", "grpc-anything", "content-type", "te", ":path", "user-agent", "connection", "host",
        ]
    )
    func reserved(name: String) {
        var metadata = GRPCMetadata()
        metadata.readField(name, "x")
        #expect(metadata.isEmpty)
        metadata.add(name, "x")
        var count = 0
        metadata.forEachField { _, _ in count += 1 }
        #expect(count == 0)
    }

    @Test("Text that would break the field, and bytes under a name for text, are not sent")
    func unsendable() {
        var metadata: GRPCMetadata = [
            "a": "one\r\nb: two", "b": "bäd", "c": " padded", "d d": "x", "": "x", "e": "\u{0}",
        ]
        metadata.add("f", [1])
        #expect(metadata.allSatisfy { !GRPCMetadata.canSend($0) })
        #expect(GRPCMetadata.canSend(.init(name: "ok", value: .text("fine !~"))))
    }
}
