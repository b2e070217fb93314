import ArgumentParser
import Arguments
import MartletHTTP

/// Where each wire listens; `:8081` is port 8081 of every network, port 0 a free one.
struct Addresses: ParsableArguments {
    @Option(help: "Where the port for whoever runs the service listens: metrics, health, log levels.")
    var debugAddr = ServerAddress.hostname("127.0.0.1", port: 8080)

    @Option(help: "Where HTTP listens.")
    var httpAddr = ServerAddress.hostname("127.0.0.1", port: 8081)

    @Option(help: "Where gRPC listens.")
    var grpcAddr = ServerAddress.hostname("127.0.0.1", port: 8082)

    @Option(help: "Where Thrift listens.")
    var thriftAddr = ServerAddress.hostname("127.0.0.1", port: 8083)

    @Option(help: "Where JSON-RPC 2.0 listens.")
    var jsonrpcAddr = ServerAddress.hostname("127.0.0.1", port: 8084)

    @Option(help: "Where Go's net/rpc listens: gob, gob after CONNECT, and JSON.")
    var netrpcAddr = ServerAddress.hostname("127.0.0.1", port: 8085)
}
