public import Martlet

/// The service as remote procedures. Middleware that keeps calls safe belongs here: `Endpoint(…) { … }.with(…)`.
public struct ProfileEndpoints: Sendable {
    /// Adds a profile.
    public let createProfile: Endpoint<Profile, Empty>

    /// The profile with an id.
    public let getProfile: Endpoint<String, ProfileResponse>

    /// Adds or replaces a profile.
    public let putProfile: Endpoint<PutProfileRequest, Empty>

    /// Changes a profile.
    public let patchProfile: Endpoint<PatchProfileRequest, Empty>

    /// Deletes a profile.
    public let deleteProfile: Endpoint<String, Empty>

    /// The addresses of a profile.
    public let getAddresses: Endpoint<String, AddressesResponse>

    /// An address of a profile.
    public let getAddress: Endpoint<AddressRequest, AddressResponse>

    /// Adds an address to a profile.
    public let addAddress: Endpoint<AddAddressRequest, Empty>

    /// Takes an address out of a profile.
    public let removeAddress: Endpoint<AddressRequest, Empty>

    /// Makes the endpoints of a service.
    public init(_ service: some ProfileService) {
        createProfile = Endpoint("createProfile") {
            try await service.create($0)
            return Empty()
        }
        getProfile = Endpoint("getProfile") { try await .init(profile: service.profile($0)) }
        putProfile = Endpoint("putProfile") {
            try await service.put($0.profile, at: $0.id)
            return Empty()
        }
        patchProfile = Endpoint("patchProfile") {
            try await service.patch($0.id, with: $0.patch)
            return Empty()
        }
        deleteProfile = Endpoint("deleteProfile") {
            try await service.delete($0)
            return Empty()
        }
        getAddresses = Endpoint("getAddresses") { try await .init(addresses: service.addresses(of: $0)) }
        getAddress = Endpoint("getAddress") { try await .init(address: service.address($0.id, of: $0.profileID)) }
        addAddress = Endpoint("addAddress") {
            try await service.add($0.address, to: $0.profileID)
            return Empty()
        }
        removeAddress = Endpoint("removeAddress") {
            try await service.remove($0.id, from: $0.profileID)
            return Empty()
        }
    }
}
