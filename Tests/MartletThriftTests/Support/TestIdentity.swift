import NIOSSL
import RealServers

/// A certificate for 127.0.0.1 that signs itself, and its key. Made anew by openssl, so that no key lies in the repository.
struct TestIdentity: Sendable {
    let server: TLSConfiguration
    let client: TLSConfiguration

    static func make() async throws -> TestIdentity {
        let arguments =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=martlet "
            + "-addext subjectAltName=IP:127.0.0.1 -out /dev/stdout -keyout /dev/stdout"
        let command = Command("/usr/bin/openssl", arguments.split(separator: " ").map(String.init))
        let bytes = Array(try await Tool.run(command).output.utf8)
        let certificates = try NIOSSLCertificate.fromPEMBytes(bytes)
        let key = try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        var client = TLSConfiguration.makeClientConfiguration()
        client.trustRoots = .certificates(certificates)
        return TestIdentity(
            server: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(key)
            ),
            client: client
        )
    }
}
