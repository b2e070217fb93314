extension Requirement {
    /// dnsmasq 2.90, Debian package `dnsmasq-base`.
    package static let dnsmasq = Requirement("dnsmasq", package: "apt-get install dnsmasq-base") {
        [Installation.program("dnsmasq")]
    }
}

/// dnsmasq: a DNS server over UDP and TCP for the domain `test`, of records that a file names. Answers have a time to live of
/// one second and rotate; a long one over UDP is cut short, with as many records as fit. A name that it does not know is
/// negative without a SOA record.
package struct Dnsmasq: RealServer {
    package static var requirement: Requirement { .dnsmasq }

    /// Lines of its configuration: `srv-host=_web._tcp.svc.test,a.svc.test,9001,10,60` (port, priority, weight) and
    /// `host-record=a.svc.test,127.0.0.1`.
    package typealias Options = [String]

    package static var defaultOptions: [String] { [] }

    package let process: ServerProcess

    /// The port, for UDP and TCP.
    package let port: Int

    package init(_ options: [String], process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcpAndUDP()
        try write(options)
    }

    package func command() throws -> Command {
        Command(
            try Self.requirement.program,
            ["-k", "-C", process.folder.file("dnsmasq.conf"), "--pid-file=", "--log-facility=-"]
        )
    }

    package func isReady() async throws -> Bool {
        try await TCP.accepts(port: port)
    }

    /// Replaces the records. It reads them when it is started: `kill()` and `start()` it afterwards.
    package func write(_ records: [String]) throws {
        let lines = [
            "port=\(port)", "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts", "user=",
            "local=/test/", "local-ttl=1", "neg-ttl=1", "auth-ttl=1",
        ]
        try process.folder.write("dnsmasq.conf", (lines + records).joined(separator: "\n") + "\n")
    }
}
