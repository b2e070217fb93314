public import MartletHTTP

extension StringEndpoints {
    /// The endpoints over HTTP. JSON in and out is the default.
    public var routes: HTTPRoutes {
        HTTPRoutes {
            Route(.post, "/uppercase", to: uppercase)
            Route(.post, "/count", to: count)
            Route(.get, "/stats", to: stats)
        }
        // `curl -d` calls what it sends a form. A service that trusts the browsers of its users leaves this out: a page
        // of another site may make them send forms, but not JSON.
        .codec(JSONBodyCodec(readsAnyContentType: true))
    }
}

extension StringClient {
    /// The endpoints of a service somewhere else, served here, as a gateway does.
    public var routes: HTTPRoutes {
        HTTPRoutes {
            Route(.post, "/uppercase", to: uppercase)
            Route(.post, "/count", to: count)
        }
        .codec(JSONBodyCodec(readsAnyContentType: true))
    }
}
