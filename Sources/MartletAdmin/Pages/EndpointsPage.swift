import Martlet

/// The answer of `/debug/endpoints`: the onion of every endpoint, sorted by name.
struct EndpointsPage: Encodable {
    struct Entry: Encodable {
        let name: String
        let layers: [String]
        let request: String
        let response: String
        let idempotent: Bool
        let streams: Bool
        let endsByDeadline: Bool

        enum CodingKeys: String, CodingKey {
            case name, layers, request, response, idempotent, streams
            case endsByDeadline = "ends_by_deadline"
        }

        init(_ outline: EndpointOutline) {
            name = outline.name
            layers = outline.layers
            request = outline.request
            response = outline.response
            idempotent = outline.isIdempotent
            streams = outline.streamsResponse
            endsByDeadline = outline.endsByDeadline
        }
    }

    let endpoints: [Entry]

    init(_ outlines: [EndpointOutline]) {
        endpoints = outlines.sorted { $0.name < $1.name }.map(Entry.init)
    }

    /// The same for people: layers as boxes within boxes.
    var html: String {
        let sections = endpoints.map { endpoint in
            let traits = [
                endpoint.idempotent ? "idempotent" : nil,
                endpoint.streams ? "streams" : nil,
                endpoint.endsByDeadline ? "ends by its deadline" : nil,
            ]
            let core =
                "<div><b>\(HTML.escape(endpoint.name))</b> "
                + "<code>\(HTML.escape(endpoint.request)) &rarr; \(HTML.escape(endpoint.response))</code>"
                + "<small>\(traits.compactMap { $0.map { " \u{b7} \($0)" } }.joined())</small></div>"
            return endpoint.layers.reversed().reduce(core) { "<div>\(HTML.escape($1))\($0)</div>" }
        }
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Endpoints</title><style>
            body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; }
            div { border: 1px solid #8888; border-radius: 6px; padding: .4em .7em; margin: .4em 0; max-width: 60em; }
            code, small { margin-left: .6em; opacity: .75; }
            @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
            </style></head><body><h1>Endpoints</h1>
            \(sections.joined(separator: "\n"))
            </body></html>

            """
    }
}
