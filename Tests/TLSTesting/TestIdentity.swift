package import NIOSSL
import RealServers

/// A certificate for 127.0.0.1 that signs itself, and its key. Made anew by openssl, so that no key lies in the repository.
package struct TestIdentity: Sendable {
    private let folder: TemporaryFolder
    private let certificates: [NIOSSLCertificate]
    private let key: NIOSSLPrivateKey

    /// Makes one.
    package init() async throws {
        let arguments =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=martlet "
            + "-addext subjectAltName=IP:127.0.0.1 -out /dev/stdout -keyout /dev/stdout"
        let command = Command("/usr/bin/openssl", arguments.split(separator: " ").map(String.init))
        let text = try await Tool.run(command).output
        folder = try TemporaryFolder("identity")
        try folder.write("identity.pem", text)
        certificates = try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
        key = try NIOSSLPrivateKey(bytes: Array(text.utf8), format: .pem)
    }

    /// The file with both.
    package var path: String { folder.file("identity.pem") }

    /// What a server needs that has it.
    package func server(requiresClientCertificate: Bool = false) -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        if requiresClientCertificate {
            tls.certificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates(certificates)
        }
        return tls
    }

    /// What a client needs that trusts it, and perhaps has it too.
    package func client(hasCertificate: Bool = false) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(certificates)
        if hasCertificate {
            tls.certificateChain = certificates.map { .certificate($0) }
            tls.privateKey = .privateKey(key)
        }
        return tls
    }
}
