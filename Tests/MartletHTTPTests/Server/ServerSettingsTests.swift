import NIOCore
import Testing

@testable import MartletHTTP

@Suite("Settings of a server")
struct ServerSettingsTests {
    @Test("an address is read as it is written")
    func addresses() throws {
        for text in ["127.0.0.1:8080", "[::1]:0", "localhost:65535", "[::]:80"] {
            #expect(ServerAddress(text)?.description == text)
        }
        #expect(ServerAddress(":8080") == .hostname("::", port: 8080))
        #expect(ServerAddress("localhost:1")?.port == 1)
        #expect(ServerAddress.unixDomainSocket(path: "/tmp/a").description == "/tmp/a")
        #expect(ServerAddress.unixDomainSocket(path: "/tmp/a").port == nil)
        for text in ["", "localhost", "localhost:", "localhost:65536", "::1:80", "a:b:80", "host:-1", "host:+1x"] {
            #expect(ServerAddress(text) == nil, "\(text)")
        }
        #expect(ServerAddress(nil) == nil)
    }

    @Test("the processors of an affinity are counted")
    func affinity() {
        let status = "Name:\tx\nCpus_allowed:\tff,0000000f\nCpus_allowed_list:\t0-3"
        #expect(ProcessorAffinity.count(inStatus: status) == 12)
        #expect(ProcessorAffinity.count(inStatus: "Cpus_allowed:\t0") == nil)
        #expect(ProcessorAffinity.count(inStatus: "Name:\tx") == nil)
        #expect(ServerThreads.count(0).count == 1)
        #expect(ServerThreads.count(3).count == 3)
        #expect(ServerThreads.available.count >= 1)
    }

    @Test("time-outs are counted in checks, from none to for ever")
    func timeouts() {
        var timeouts = ServerTimeouts()
        #expect(timeouts.checkInterval == .milliseconds(500))
        timeouts.idle = .seconds(Int64.max)
        timeouts.receive = .zero
        timeouts.send = .milliseconds(15)
        #expect(timeouts.checkInterval == .milliseconds(10))
        let ticks = TimeoutTicks(timeouts)
        #expect(ticks.idle == .max)
        #expect(ticks.receive == 1)
        #expect(ticks.send == 2)
        #expect(ticks.linger == 200)
    }

    @Test("input of which a part is always left does not grow, and loses nothing")
    func input() {
        var input = ByteBuffer(string: "0")
        for number in 0..<10_000 {
            input.appendInput(
                ByteBuffer(string: "\(number % 10)" + String(repeating: "x", count: 998) + "\((number + 1) % 10)")
            )
            // Everything but the last byte.
            #expect(input.readString(length: 1_000)?.prefix(2) == "\(number % 10)\(number % 10)")
        }
        #expect(input.readableBytes == 1 && input.storageCapacity < 8 * 1024)
    }
}
