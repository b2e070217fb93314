import Foundation
import Testing

@testable import RealServers

@Suite
struct InstallationTests {
    /// All that there are; a new server is added here too.
    private static let all: [Requirement] = [
        .carbon, .collectd, .consul, .cppThrift, .dnsmasq, .etcd, .go, .grpcurl, .haproxy, .influxDB, .knot, .moto,
        .netdata,
        .openMetricsParser, .oteltap, .otlpDecoder, .prometheus, .promtool, .pyZipkin, .pythonGRPC, .pythonThrift,
        .relay,
        .rotel, .rsyslog, .traefik, .zooKeeper,
    ]

    @Test("scripts/install-servers.sh installs each package that a test may be told to install")
    func scriptKnowsAll() throws {
        let scripts = URL(filePath: Installation.checkout).appending(path: "scripts")
        let debian = try String(contentsOf: scripts.appending(path: "install-servers.sh"), encoding: .utf8)
        let python = try String(contentsOf: scripts.appending(path: "servers-requirements.txt"), encoding: .utf8)
        for requirement in Self.all {
            let words = requirement.package.split(separator: " ").map(String.init)
            for package in words.dropFirst(2) {
                if words[0] == "pip" {
                    let name = package.replacing("_", with: "-")
                    #expect(python.replacing("_", with: "-").contains("\n\(name)=="), "\(package)")
                } else {
                    #expect(debian.split(whereSeparator: \.isWhitespace).contains(Substring(package)), "\(package)")
                }
            }
        }
    }

    @Test("what is not installed is missing")
    func missing() {
        #expect(Installation.program("no-such-program") == nil)
        #expect(Installation.pythonProgram("no-such-program") == nil)
        #expect(Installation.pythonModule("no_such_module") == nil)
        #expect(Installation.program("sh") != nil)
    }
}
