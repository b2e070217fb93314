#if GRPC
import Foundation
import Martlet
import MartletGRPC
import MartletHTTP
import Synchronization
import SwiftProtobuf

/// The service of `peer.proto` as the peers in other languages have it too, on endpoints with types of their own.
final class PeerService: Sendable {
    struct Note: Hashable, Sendable {
        var number: Int64 = 0
        var text = ""
        var data: [UInt8] = []
    }

    /// How many calls of `Wait` were cancelled.
    let cancelled = Mutex(0)

    private func echo(_ note: Note) async throws -> Note {
        switch note.text {
        case "cancelled":
            return Note(number: Int64(cancelled.withLock { $0 }))
        case "timeout":
            let left = RequestContext.current.deadline?.remaining() ?? .zero
            return Note(number: left / .milliseconds(1) > 0 ? Int64(left / .milliseconds(1)) : 0)
        default:
            return note
        }
    }

    private func count(_ note: Note) -> ResponseStream<Note> {
        let last = note.number
        let number = Mutex<Int64>(0)
        return ResponseStream(
            AsyncThrowingStream {
                let next = number.withLock { number in
                    number += 1
                    return number
                }
                if next <= last { return Note(number: next, data: note.data) }
                if note.text == "fail" { throw Status(.aborted, "half-way") }
                return nil
            }
        )
    }

    private func join(_ notes: RequestStream<Note>) async throws -> Note {
        var sum = Note()
        for try await note in notes {
            sum.number += note.number
            sum.text += note.text
        }
        return sum
    }

    private func fail(_ note: Note) throws -> Note {
        throw Status(
            Status.Code(rawValue: Int(note.number)) ?? .unknown,
            note.text,
            details: [Status.Detail(type: "google.rpc.ErrorInfo", value: Self.errorInfo)],
            retry: .after(.milliseconds(1_500))
        )
    }

    /// `ErrorInfo { reason: "TESTED", domain: "martlet" }`
    static let errorInfo = [0x0A, 6] + Array("TESTED".utf8) + [0x12, 7] + Array("martlet".utf8)

    private func wait(_ note: Note) async throws -> Note {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        defer { continuation.finish() }
        for await _ in stream {}
        if Task.isCancelled { cancelled.withLock { $0 += 1 } }
        try Task.checkCancellation()
        return note
    }

    /// The service, with all that tools ask a server for.
    var routes: HTTPRoutes {
        get throws {
            let sum = Endpoint("sum") { (numbers: [Int64]) in numbers.reduce(0, &+) }
            let add = GRPCService("pb.Add") {
                GRPCMethod("Sum", to: sum) { (request: Pb_SumRequest) in
                    [request.a, request.b]
                } encode: { sum in
                    Pb_SumReply.with { $0.v = sum }
                }
            }
            let set = Data(base64Encoded: GeneratedDescriptors.set, options: .ignoreUnknownCharacters) ?? Data()
            let reflection = try GRPCReflection(of: [service, add], descriptors: [Array(set)])
            return HTTPRoutes {
                service
                add
                GRPCHealth(services: ["martlet.peer.Peer"])
                reflection
            }
        }
    }

    var service: GRPCService {
        let echo = Endpoint("Echo") { (note: Note) in try await self.echo(note) }
        let count = Endpoint("Count") { (note: Note) in self.count(note) }
        let join = Endpoint("Join") { (notes: RequestStream<Note>) in try await self.join(notes) }
        let chat = Endpoint("Chat") { (notes: RequestStream<Note>) in ResponseStream(notes) }
        let fail = Endpoint("Fail") { (note: Note) in try self.fail(note) }
        let wait = Endpoint("Wait") { (note: Note) in try await self.wait(note) }
        return GRPCService("martlet.peer.Peer") {
            GRPCMethod("Echo", to: echo, decode: Note.init, encode: Martlet_Peer_Message.init)
            GRPCMethod(serverStreaming: "Count", to: count, decode: Note.init, encode: Martlet_Peer_Message.init)
            GRPCMethod(clientStreaming: "Join", to: join, decode: Note.init, encode: Martlet_Peer_Message.init)
            GRPCMethod(bidirectional: "Chat", to: chat, decode: Note.init, encode: Martlet_Peer_Message.init)
            GRPCMethod("Fail", to: fail, decode: Note.init, encode: Martlet_Peer_Message.init)
            GRPCMethod("Wait", to: wait, decode: Note.init, encode: Martlet_Peer_Message.init)
        }
        .compressed()
        .before { head, context in
            context[EchoedText.self] = head.metadata["x-echo"]
            context[EchoedBytes.self] = head.metadata[bytes: "x-echo-bin"]
        }
        .after { answer, context in
            if let text = context[EchoedText.self] { answer.header.add("x-echo-header", text) }
            if let bytes = context[EchoedBytes.self] { answer.trailer.add("x-echo-bin", bytes) }
        }
    }
}

private enum EchoedText: RequestContextKey { typealias Value = String }
private enum EchoedBytes: RequestContextKey { typealias Value = [UInt8] }

extension PeerService.Note {
    init(_ message: Martlet_Peer_Message) {
        self.init(number: message.number, text: message.text, data: Array(message.data))
    }
}

extension Martlet_Peer_Message {
    init(_ note: PeerService.Note) {
        self.init()
        number = note.number
        text = note.text
        data = .init(note.data)
    }
}
#endif
