#if GRPC
import Martlet
import MartletGRPC
import RealServers
import Synchronization
import Testing

/// What a client of ours expects of any server of `peer.proto`, in whatever language.
struct PeerChecks: Sendable {
    typealias Note = PeerService.Note

    private let caller: GRPCCaller
    private let peer: PeerClient

    init(_ client: GRPCClient) {
        caller = GRPCCaller(client)
        peer = PeerClient(caller)
    }

    func run() async throws {
        try await calls()
        try await metadata()
        try await failures()
        try await endings()
        try await unknown()
        try await many()
    }

    private func calls() async throws {
        let note = Note(number: 7, text: "héllo", data: Array(0...255))
        #expect(try await peer.echo(note) == note)
        var numbers: [Int64] = []
        for try await note in try await peer.count(.init(number: 5)) { numbers.append(note.number) }
        #expect(numbers == [1, 2, 3, 4, 5])
        let joined = try await peer.join(RequestStream((0..<4).map { .init(number: $0, text: "\($0)") }))
        #expect(joined == .init(number: 6, text: "0123"))
        #expect(try await peer.join(RequestStream([])) == Note())
        var texts: [String] = []
        for try await note in try await peer.chat(RequestStream(["a", "b", "c"].map { .init(text: $0) })) {
            texts.append(note.text)
        }
        #expect(texts == ["a", "b", "c"])
        let big = Note(data: (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        #expect(try await peer.echo(big) == big)
        var byteCount = 0
        for try await note in try await peer.count(.init(number: 20, data: [UInt8](repeating: 1, count: 500_000))) {
            byteCount += note.data.count
        }
        #expect(byteCount == 10_000_000)
        let parts = [Note](repeating: .init(number: 1, data: [UInt8](repeating: 1, count: 500_000)), count: 20)
        #expect(try await peer.join(RequestStream(parts)).number == 20)
    }

    private func metadata() async throws {
        let seen = Mutex(GRPCAnswerMetadata())
        let caller =
            caller
            .before { metadata, _ in
                metadata["x-echo"] = "one"
                metadata[bytes: "x-echo-bin"] = [0, 255, 1]
            }
            .after { answer, _ in seen.withLock { $0 = answer } }
        _ = try await PeerClient(caller).echo(Note())
        let answer = seen.withLock { $0 }
        #expect(answer.header["x-echo-header"] == "one")
        #expect(answer.trailer[bytes: "x-echo-bin"] == [0, 255, 1])
    }

    private func failures() async throws {
        for code in Status.Code.all {
            let status = await failure { try await peer.fail(.init(number: Int64(code.rawValue), text: "100% bäd\n")) }
            #expect(status?.code == code)
            #expect(status?.message == "100% bäd\n")
            #expect(status?.details == [.init(type: "google.rpc.ErrorInfo", value: PeerService.errorInfo)])
            #expect(status?.retry == .after(.milliseconds(1_500)))
            #expect(status?.delivery == .unknown)
        }
        var numbers: [Int64] = []
        let halfWay = await failure {
            for try await note in try await peer.count(.init(number: 2, text: "fail")) { numbers.append(note.number) }
        }
        #expect(numbers == [1, 2])
        #expect(halfWay?.code == .aborted)
    }

    private func endings() async throws {
        let late = await failure { try await withTimeout(.milliseconds(200)) { try await peer.wait(Note()) } }
        #expect(late?.code == .deadlineExceeded)
        let timeout = try await withTimeout(.seconds(10)) { try await peer.echo(.init(text: "timeout")) }
        #expect((8_000...10_000).contains(timeout.number))
        let before = try await peer.echo(.init(text: "cancelled")).number
        let task = Task { try await peer.wait(Note()) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Let go of a stream that goes on: the server is told. Each message is a frame, of which there are so not too many.
        let large = [UInt8](repeating: 1, count: 20_000)
        let stream = try await peer.count(.init(number: 1_000_000, data: large))
        for try await note in stream {
            #expect(note.number == 1)
            break
        }
        _ = try await eventually("the server knows of a cancellation") {
            // It may come before the call has left, so once more if need be.
            let started = Task { try await peer.wait(Note()) }
            let now = try await peer.echo(.init(text: "cancelled")).number
            started.cancel()
            _ = await started.result
            return now > before ? true : nil
        }
    }

    private func unknown() async throws {
        for method in ["martlet.peer.Peer/Nothing", "martlet.Nowhere/Nothing"] {
            let nothing: Endpoint<Empty, Empty> = caller.unary(method) { _ in
                Martlet_Peer_Message()
            } decode: { (_: Martlet_Peer_Message) in
                Empty()
            }
            #expect(await failure { try await nothing(Empty()) }?.code == .unimplemented)
        }
    }

    private func many() async throws {
        let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<1_000 as Range<Int64> {
                group.addTask { try await peer.echo(.init(number: number)).number }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 499_500)
    }

    private func failure(_ call: () async throws -> some Any) async -> Status? {
        do {
            _ = try await call()
            return nil
        } catch {
            return Status(error)
        }
    }
}
#endif
