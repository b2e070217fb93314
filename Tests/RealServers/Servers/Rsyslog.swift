import Foundation

extension Requirement {
    /// rsyslog 8, Debian package `rsyslog`.
    package static let rsyslog = Requirement("rsyslog", package: "apt-get install rsyslog") {
        [Installation.program("rsyslogd")]
    }
}

/// rsyslog: takes RFC 5424 messages over UDP, TCP (octet-counted or ended by a newline) and a Unix datagram socket.
package struct Rsyslog: RealServer {
    package static var requirement: Requirement { .rsyslog }

    package let process: ServerProcess

    /// Its port, over UDP and TCP.
    package let port: Int

    /// The path of its Unix datagram socket.
    package var socket: String { process.folder.file("log.sock") }

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcpAndUDP()
        let folder = process.folder
        let properties = [
            ("pri", "pri"), ("version", "protocol-version"), ("host", "hostname"), ("application", "app-name"),
            ("process", "procid"), ("id", "msgid"), ("data", "structured-data"), ("message", "msg"), ("raw", "rawmsg"),
            ("input", "inputname"),
        ].map { #"  property(outname="\#($0)" name="\#($1)" format="jsonf")"# }.joined(separator: "\n")
        try folder.write(
            "rsyslog.conf",
            """
            global(workDirectory="\(folder.path)" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off")
            module(load="imudp")
            module(load="imtcp")
            module(load="imuxsock" SysSock.Use="off")
            template(name="json" type="list" option.jsonf="on") {
            \(properties)
              property(outname="time" name="timereported" format="jsonf" dateFormat="rfc3339")
            }
            ruleset(name="store") {
              action(type="omfile" file="\(folder.file("messages.ndjson"))" template="json" asyncWriting="off"
                     flushOnTXEnd="on")
            }
            input(type="imudp" address="127.0.0.1" port="\(port)" ruleset="store")
            input(type="imtcp" address="127.0.0.1" port="\(port)" ruleset="store")
            input(type="imuxsock" Socket="\(folder.file("log.sock"))" ruleset="store" UseSpecialParser="off"
                  ParseHostname="on" IgnoreTimestamp="off" UsePIDFromSystem="off" RateLimit.Interval="0")

            """
        )
    }

    package func command() throws -> Command {
        let folder = process.folder
        return Command(
            try Self.requirement.program,
            // The id in the file of a killed one may be somebody else's by now.
            ["-n", "-i", "NONE", "-f", folder.file("rsyslog.conf")]
        )
    }

    package func isReady() async throws -> Bool {
        // The Unix socket first: after a crash its file is still there, but nobody is behind it.
        try await UnixDatagram.send(Array("<0>1 - martlet ready - - -".utf8), path: socket)
        return try await TCP.accepts(port: port)
    }

    /// A message as it was parsed; `-` for what is not there.
    package struct Message: Sendable, Hashable {
        /// 8 times the facility, and the severity.
        package let priority: Int
        /// `1` for RFC 5424, `0` for the older format.
        package let version: String
        /// As RFC 3339; the time of arrival if none was sent.
        package let time: String
        /// HOSTNAME.
        package let host: String
        /// APP-NAME.
        package let application: String
        /// PROCID.
        package let process: String
        /// MSGID.
        package let id: String
        /// STRUCTURED-DATA as it was sent.
        package let structuredData: String
        /// MSG.
        package let text: String
        /// All of it, as it was received.
        package let raw: String
        /// `imudp`, `imtcp` or `imuxsock`.
        package let input: String
    }

    /// All messages so far, also those of before a restart, in the order of their arrival.
    package func messages() throws -> [Message] {
        try process.folder.read("messages.ndjson").split(separator: "\n").compactMap { line in
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
            let text: (String) -> String = { json[$0].string ?? "" }
            // Its readiness was asked with a message of our own.
            guard text("host") != "martlet" || text("application") != "ready" else { return nil }
            return Message(
                priority: Int(text("pri")) ?? -1,
                version: text("version"),
                time: text("time"),
                host: text("host"),
                application: text("application"),
                process: text("process"),
                id: text("id"),
                structuredData: text("data"),
                text: text("message"),
                raw: text("raw"),
                input: text("input")
            )
        }
    }
}
