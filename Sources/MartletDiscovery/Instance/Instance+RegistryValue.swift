import MartletJSON

extension Instance {
    /// The instance as registries that store bytes keep it: a JSON object with `host`, `port` and what else is known.
    ///
    /// - Throws: An error of the encoder, which no instance is known to cause.
    package func registryValue() throws -> [UInt8] {
        try JSONCodec(output: .sortedKeys).encode(self)
    }

    /// Reads what a registry has stored: a JSON object, or, as Go kit and others write it, `host:port` or a URL, of
    /// which host and port are taken.
    ///
    /// - Parameters:
    ///   - bytes: The bytes, up to 64 KiB.
    ///   - id: The id of an instance that has none in its value; the address when it is `nil`.
    /// - Returns: `nil` for bytes that are none of these.
    package init?(registryValue bytes: [UInt8], id: String? = nil) {
        guard bytes.count <= 1 << 16 else { return nil }
        if bytes.first(where: { !$0.isWhitespace }) == UInt8(ascii: "{") {
            guard let instance = try? JSONCodec().decode(Instance.self, from: bytes) else { return nil }
            self = instance.named(id)
        } else {
            guard let text = String(validating: bytes, as: UTF8.self), let instance = Self.read(text) else {
                return nil
            }
            self = instance.named(id)
        }
    }

    /// Reads `host:port`, with or without the rest of a URL around it.
    private static func read(_ text: String) -> Instance? {
        var rest = Substring(text)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        var defaultPort: String?
        for (scheme, port) in [("http://", "80"), ("https://", "443")] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            defaultPort = port
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let instance = Instance(address: String(rest)) { return instance }
        return defaultPort.flatMap { Instance(address: "\(rest):\($0)") }
    }

    /// The instance with another id, unless it has one of its own.
    private func named(_ newID: String?) -> Instance {
        guard let newID, id == address else { return self }
        return Instance(
            host: host,
            port: port,
            id: newID,
            tags: tags,
            metadata: metadata,
            weight: weight,
            priority: priority,
            zone: zone,
            health: health
        )
    }
}

extension UInt8 {
    fileprivate var isWhitespace: Bool {
        self == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(self)
    }
}
