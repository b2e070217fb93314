import Martlet
import MartletJSON

/// The contents of a file of instances.
struct InstanceFile {
    private let services: [String: [Entry]]

    /// - Throws: `Status` with `internal`.
    init(_ bytes: [UInt8]) throws {
        do {
            services = try JSONCodec().decode([String: [Entry]].self, from: bytes)
        } catch {
            throw Status(.internal, "the file of instances makes no sense", underlying: error)
        }
    }

    func snapshot(of service: String) -> Snapshot {
        Snapshot((services[service] ?? []).map(\.instance))
    }

    /// An instance as an object or as an address.
    private struct Entry: Decodable {
        let instance: Instance

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let text = try? container.decode(String.self) else {
                instance = try Instance(from: decoder)
                return
            }
            guard let instance = Instance(address: text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an address")
            }
            self.instance = instance
        }
    }
}
