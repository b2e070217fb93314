import NIOSSL

/// A certificate for 127.0.0.1 that signs itself and is valid until 2120, for both sides of a connection. Its key is no
/// secret: nothing but these tests trusts it.
enum TestIdentity {
    static func certificate() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(certificatePEM.utf8), format: .pem)
    }

    static func key() throws -> NIOSSLPrivateKey {
        try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
    }

    private static let certificatePEM = """
        -----BEGIN CERTIFICATE-----
        MIIBYjCCAQigAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxtYXJ0bGV0
        IHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
        BAMMDG1hcnRsZXQgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAUNH9qg
        qnrT2K95kjQl9SVrFdxUCmtt4Rv0VR/cjL/zGf5o2dTd0lscefYvOKL2/NIWwnhg
        JH0Iw8xu/yVG1gujQzBBMA8GA1UdEQQIMAaHBH8AAAEwDwYDVR0TAQH/BAUwAwEB
        /zAdBgNVHQ4EFgQUGSRtdbGyJSGwtppE0ieNcO4txiUwCgYIKoZIzj0EAwIDSAAw
        RQIgJi67zkiCn1YO0Utt0Bt/atUJRN/zRPmwSagpxElWKlECIQC2vHcF0uOhH9fW
        Z1XuzBCV2zD8AnKkmNKKEGnatiXSGA==
        -----END CERTIFICATE-----
        """

    private static let keyPEM = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIDOLf0P3oUq2Y/dE
        SuebXYE2wowPEtPPy+JCe9Efi7OhRANCAAQFDR/aoKp609iveZI0JfUlaxXcVApr
        beEb9FUf3Iy/8xn+aNnU3dJbHHn2Lzii9vzSFsJ4YCR9CMPMbv8lRtYL
        -----END PRIVATE KEY-----
        """
}
