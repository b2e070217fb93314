public import Martlet
public import MartletHTTP
public import Profiles

/// The profile service somewhere else. It conforms to the protocol of the service, so that a remote one is a drop-in for a
/// local one.
///
/// ```swift
/// let profiles = ProfileClient(HTTPCaller(transport).at("http://profiles.internal:8080"))
/// let profile = try await profiles.profile("1234")
/// ```
///
/// Errors are of type `Status`, with the code and the message of the service. Its endpoints are variables: wrap one in
/// middleware before the client is handed on.
public struct ProfileClient: Sendable {
    /// Adds a profile.
    public var createProfile: Endpoint<Profile, Empty>

    /// The profile with an id.
    public var getProfile: Endpoint<String, ProfileResponse>

    /// Adds or replaces a profile.
    public var putProfile: Endpoint<PutProfileRequest, Empty>

    /// Changes a profile.
    public var patchProfile: Endpoint<PatchProfileRequest, Empty>

    /// Deletes a profile.
    public var deleteProfile: Endpoint<String, Empty>

    /// The addresses of a profile.
    public var getAddresses: Endpoint<String, AddressesResponse>

    /// An address of a profile.
    public var getAddress: Endpoint<AddressRequest, AddressResponse>

    /// Adds an address to a profile.
    public var addAddress: Endpoint<AddAddressRequest, Empty>

    /// Takes an address out of a profile.
    public var removeAddress: Endpoint<AddressRequest, Empty>

    /// Makes a client.
    ///
    /// - Parameter http: Calls the service.
    public init(_ http: HTTPCaller) {
        createProfile = http.endpoint("createProfile", .post, "/profiles/")
        getProfile = http.endpoint("getProfile", .get, "/profiles/{id}") { $1.setParameter("id", $0) }
        putProfile = http.endpoint("putProfile", .put, "/profiles/{id}") {
            $1.setParameter("id", $0.id)
            try $1.encode($0.profile)
        }
        patchProfile = http.endpoint("patchProfile", .patch, "/profiles/{id}") {
            $1.setParameter("id", $0.id)
            try $1.encode($0.patch)
        }
        deleteProfile = http.endpoint("deleteProfile", .delete, "/profiles/{id}") { $1.setParameter("id", $0) }

        let addresses = "/profiles/{id}/addresses/"
        getAddresses = http.endpoint("getAddresses", .get, addresses) { $1.setParameter("id", $0) }
        addAddress = http.endpoint("addAddress", .post, addresses) {
            $1.setParameter("id", $0.profileID)
            try $1.encode($0.address)
        }
        getAddress = http.endpoint("getAddress", .get, addresses + "{addressID}") { $1.setAddress($0) }
        removeAddress = http.endpoint("removeAddress", .delete, addresses + "{addressID}") { $1.setAddress($0) }
    }
}

extension OutgoingRequest {
    fileprivate mutating func setAddress(_ request: AddressRequest) {
        setParameter("id", request.profileID)
        setParameter("addressID", request.id)
    }
}
