extension Requirement {
    /// Knot DNS 3.2, Debian package `knot`; records are changed with BIND's `nsupdate`, `bind9-dnsutils`.
    package static let knot = Requirement("knotd", package: "apt-get install knot bind9-dnsutils") {
        [Installation.program("knotd"), Installation.program("nsupdate")]
    }
}

/// Knot: an authoritative DNS server over UDP and TCP for the zone `svc.test`, whose records tests change while it runs.
/// Negative answers have the SOA record of the zone, a long answer over UDP has no records at all, and another zone is
/// refused.
package struct Knot: RealServer {
    package static var requirement: Requirement { .knot }

    /// What a test chooses.
    package struct Options: Sendable {
        /// For how many seconds a negative answer may be kept.
        package var minimum: Int

        /// Makes the choices.
        package init(minimum: Int = 1) {
            self.minimum = minimum
        }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port, for UDP and TCP.
    package let port: Int

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcpAndUDP()
        let folder = process.folder
        for name in ["run", "data"] { try folder.make(name) }
        try folder.write(
            "svc.test.zone",
            """
            $ORIGIN svc.test.
            $TTL 1
            @ \(options.minimum) SOA ns.svc.test. admin.svc.test. 1 3600 600 86400 \(options.minimum)
            @ NS ns.svc.test.
            ns A 127.0.0.1

            """
        )
        try folder.write(
            "knot.conf",
            """
            server:
                listen: 127.0.0.1@\(port)
                rundir: \(folder.file("run"))
                user: root:root
            database:
                storage: \(folder.file("data"))
            acl:
              - id: update
                address: 127.0.0.1
                action: update
            zone:
              - domain: svc.test
                file: \(folder.file("svc.test.zone"))
                acl: update
                zonefile-sync: -1
                zonefile-load: difference-no-serial
                journal-content: all

            """
        )
    }

    package func command() throws -> Command {
        Command(try Self.requirement.program, ["-c", process.folder.file("knot.conf")])
    }

    package func isReady() async throws -> Bool {
        // A change of nothing is answered when the zone is there.
        try await Tool.run(try nsupdate, input: script([]), within: .seconds(2)).code == 0
    }

    /// Changes records: `add _web._tcp.svc.test 1 SRV 10 60 9001 a.svc.test`, `delete a.svc.test A`. All of it is seen at
    /// once.
    ///
    /// - Throws: `ServerError` when the server does not take it.
    package func update(_ changes: [String]) async throws {
        let result = try await Tool.run(try nsupdate, input: script(changes))
        guard result.code == 0 else { throw ServerError("nsupdate: \(result.errors)") }
    }

    private var nsupdate: Command {
        get throws {
            guard let path = Installation.program("nsupdate") else {
                throw ServerError(Self.requirement.missingMessage)
            }
            // Over TCP, where a change may have thousands of records.
            return Command(path, ["-v", "-t", "5"])
        }
    }

    private func script(_ changes: [String]) -> String.UTF8View {
        let lines = changes.map { "update \($0)" }
        return (["server 127.0.0.1 \(port)", "zone svc.test"] + lines + ["send", ""]).joined(separator: "\n").utf8
    }
}
