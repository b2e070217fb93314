public import MartletHTTP

extension ProfileEndpoints {
    /// The endpoints over HTTP. Request and response are the bodies as JSON, unless a closure says where else a part of
    /// the request is.
    public var routes: HTTPRoutes {
        HTTPRoutes("/profiles") {
            Route(.post, "/", to: createProfile)
            Route(.get, "/{id}", to: getProfile) { try $0.parameter("id") }
            Route(.put, "/{id}", to: putProfile) { try .init(id: $0.parameter("id"), profile: $0.decodeBody()) }
            Route(.patch, "/{id}", to: patchProfile) { try .init(id: $0.parameter("id"), patch: $0.decodeBody()) }
            Route(.delete, "/{id}", to: deleteProfile) { try $0.parameter("id") }

            HTTPRoutes("/{id}/addresses") {
                Route(.get, "/", to: getAddresses) { try $0.parameter("id") }
                Route(.post, "/", to: addAddress) {
                    try .init(address: $0.decodeBody(), profileID: $0.parameter("id"))
                }
                Route(.get, "/{addressID}", to: getAddress) {
                    try .init(id: $0.parameter("addressID"), profileID: $0.parameter("id"))
                }
                Route(.delete, "/{addressID}", to: removeAddress) {
                    try .init(id: $0.parameter("addressID"), profileID: $0.parameter("id"))
                }
            }
        }
    }
}
