/// What AWS knows a caller by.
///
/// ```swift
/// let credentials = AWSCredentials(accessKeyID: keyID, secretAccessKey: secret)
/// ```
///
/// Texts about it show no secret.
public struct AWSCredentials: Sendable {
    /// The ID of the key, which is no secret: `AKIAIOSFODNN7EXAMPLE`.
    public var accessKeyID: String

    /// The key.
    public var secretAccessKey: String

    /// The token of temporary credentials; `nil` for those of a user.
    public var sessionToken: String?

    /// Makes credentials.
    ///
    /// - Parameters:
    ///   - accessKeyID: The ID of the key.
    ///   - secretAccessKey: The key.
    ///   - sessionToken: The token of temporary credentials.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

extension AWSCredentials: CustomStringConvertible, CustomReflectable {
    /// The ID of the key.
    public var description: String { "AWS credentials \(accessKeyID)" }

    /// The ID of the key only.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}

/// Gives the credentials to sign the next request with, so that they can change while the service runs.
///
/// Use ``StaticAWSCredentials`` for a key that does not change; conform a type of your own that asks the metadata
/// service, STS or a file, and keeps what it got until it expires:
///
/// ```swift
/// struct RotatingCredentials: AWSCredentialsProvider {
///     let vault: Vault
///     func credentials() async throws -> AWSCredentials { try await vault.awsCredentials() }
/// }
/// ```
public protocol AWSCredentialsProvider: Sendable {
    /// The credentials of this moment; asked before every request.
    ///
    /// - Throws: What keeps it from knowing them. The request is tried again later.
    func credentials() async throws -> AWSCredentials
}

/// Credentials that never change.
public struct StaticAWSCredentials: AWSCredentialsProvider {
    private let value: AWSCredentials

    /// Makes a provider.
    ///
    /// - Parameter credentials: The credentials.
    public init(_ credentials: AWSCredentials) {
        value = credentials
    }

    /// The credentials.
    public func credentials() async throws -> AWSCredentials { value }
}
