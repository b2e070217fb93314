import Foundation
import NIOSSL

/// A certificate for 127.0.0.1 that signs itself, and its key, for both sides of a connection. Made anew by openssl for
/// every run of the tests, so that no key lies in the repository.
struct TestIdentity {
    private static let shared = Result { try TestIdentity() }

    private let certificatePEM: Data
    private let keyPEM: Data

    static func certificate() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(shared.get().certificatePEM), format: .pem)
    }

    static func key() throws -> NIOSSLPrivateKey {
        try NIOSSLPrivateKey(bytes: Array(shared.get().keyPEM), format: .pem)
    }

    private struct Failure: Error {
        let output: String
    }

    private init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = folder.appendingPathComponent("certificate.pem")
        let key = folder.appendingPathComponent("key.pem")

        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=martlet"
            .split(separator: " ").map(String.init)
            + ["-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate.path, "-keyout", key.path]
        let output = Pipe()
        openssl.standardError = output
        openssl.standardOutput = FileHandle.nullDevice
        try openssl.run()
        let messages = output.fileHandleForReading.readDataToEndOfFile()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw Failure(output: String(decoding: messages, as: UTF8.self)) }

        certificatePEM = try Data(contentsOf: certificate)
        keyPEM = try Data(contentsOf: key)
    }
}
