import RealServers

/// Where the peers' programs are, and the definitions of their services.
enum Peers {
    static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(2).joined(separator: "/")
    static var python: String { folder + "/Peers/peer.py" }
    static var grpcurl: String { get throws { try GRPCurl.program } }
    static var protos: String { folder + "/Protos" }
}
