import FoundationEssentials
import Martlet
import MartletDiscovery
import MartletTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FileResolverTests {
    private let clock = ManualClock()

    /// Writes as a deployment does: a new file that is renamed into its place.
    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID()).json").path
        try await body(path)
        try? FileManager.default.removeItem(atPath: path)
    }

    @Test func followsTheFile() async throws {
        try await withFile { path in
            try write(
                #"{"shop": ["10.0.0.1:80", {"host": "::1", "port": 81, "weight": 2, "zone": "eu"}], "bank": []}"#,
                to: path
            )
            let resolver = FileResolver(path, service: "shop", clock: clock)
            #expect(resolver.id == "file:\(path):shop")
            let (snapshots, continuation) = AsyncStream.makeStream(of: Snapshot.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await resolver.watch { continuation.yield($0) } }
                defer { group.cancelAll() }
                var iterator = snapshots.makeAsyncIterator()
                let first = await iterator.next()
                #expect(
                    first
                        == Snapshot([
                            Instance(host: "10.0.0.1", port: 80),
                            Instance(host: "::1", port: 81, weight: 2, zone: "eu"),
                        ])
                )
                // Nothing is read while nothing has changed: what is reported next is the change.
                for _ in 0..<3 {
                    try await clock.waitForSleepers(1)
                    clock.advance(by: .seconds(1))
                }
                try await clock.waitForSleepers(1)
                try write(#"{"shop": ["10.0.0.2:80"]}"#, to: path)
                clock.advance(by: .seconds(1))
                #expect(await iterator.next() == Snapshot([Instance(host: "10.0.0.2", port: 80)]))
                try await clock.waitForSleepers(1)
                try write("{}", to: path)
                clock.advance(by: .seconds(1))
                #expect(await iterator.next() == Snapshot([]))
            }
        }
    }

    @Test(
        arguments: [
            ("", Status.Code.internal), ("{", .internal), ("[]", .internal), (#"{"shop": ["nowhere"]}"#, .internal),
            (#"{"shop": [{"host": "a"}]}"#, .internal), (#"{"shop": [7]}"#, .internal),
            (#"{"shop": "10.0.0.1:80"}"#, .internal), (String(repeating: "[", count: 100_000), .internal),
        ]
    )
    func nonsense(text: String, code: Status.Code) async throws {
        try await withFile { path in
            try write(text, to: path)
            let failure = await #expect(throws: Status.self) {
                try await FileResolver(path, service: "shop", clock: clock).watch { _ in }
            }
            #expect(failure?.code == code)
        }
    }

    @Test func whatIsNoFile() async throws {
        for path in ["/nowhere/at/all.json", "/", "/dev/zero", "\u{0}"] {
            let failure = await #expect(throws: Status.self) {
                try await FileResolver(path, service: "shop", clock: clock).watch { _ in }
            }
            #expect(failure?.code == .unavailable, "\(path)")
        }
        try await withFile { path in
            try Data(count: 17 << 20).write(to: URL(filePath: path))
            let failure = await #expect(throws: Status.self) {
                try await FileResolver(path, service: "shop", clock: clock).watch { _ in }
            }
            #expect(failure?.message == "the file of instances is too large")
        }
    }

    @Test func conforms() async throws {
        try await withFile { path in
            let file = SharedFile(path: path)
            try await file.write()
            try await ResolverConformance.check {
                FileResolver(path, service: $0, every: .milliseconds(5))
            } put: {
                try await file.put($0, of: $1)
            } remove: {
                try await file.remove($0, of: $1)
            }
        }
    }
}

/// A file that several services are written to.
private actor SharedFile {
    private let path: String
    private var services: [String: [String: Instance]] = [:]

    init(path: String) {
        self.path = path
    }

    func put(_ instance: Instance, of service: String) throws {
        services[service, default: [:]][instance.id] = instance
        try write()
    }

    func remove(_ instance: Instance, of service: String) throws {
        services[service]?[instance.id] = nil
        try write()
    }

    func write() throws {
        let data = try JSONEncoder().encode(services.mapValues { Array($0.values) })
        try data.write(to: URL(filePath: path), options: .atomic)
    }
}
