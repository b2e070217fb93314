/// An instance in an answer of `/v1/health/service/:service`. Source:
/// <https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service>.
struct ServiceEntry: Decodable {
    let node: Node
    let service: Service
    let checks: [Check]?

    enum CodingKeys: String, CodingKey {
        case node = "Node"
        case service = "Service"
        case checks = "Checks"
    }

    struct Node: Decodable {
        let name: String?
        let address: String?
        let metadata: [String: String]?

        enum CodingKeys: String, CodingKey {
            case name = "Node"
            case address = "Address"
            case metadata = "Meta"
        }
    }

    struct Service: Decodable {
        let id: String?
        let name: String?
        let address: String?
        let port: Int?
        let tags: [String]?
        let metadata: [String: String]?
        let weights: Weights?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case name = "Service"
            case address = "Address"
            case port = "Port"
            case tags = "Tags"
            case metadata = "Meta"
            case weights = "Weights"
        }
    }

    struct Weights: Decodable {
        let passing: Int?
        let warning: Int?

        enum CodingKeys: String, CodingKey {
            case passing = "Passing"
            case warning = "Warning"
        }
    }

    struct Check: Decodable {
        let status: String?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
        }
    }
}
