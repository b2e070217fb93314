// swift-tools-version: 6.2
import PackageDescription

let discovery: [Target.Dependency] = [
    "Martlet",
    "MartletDiscovery",
    .product(name: "CoreMetrics", package: "swift-metrics"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let httpTransport: [Target.Dependency] = [
    "MartletHTTP",
    .product(name: "HTTPTypes", package: "swift-http-types"),
]
let metrics: [Target.Dependency] = [
    "Martlet",
    "MartletMetrics",
    .product(name: "CoreMetrics", package: "swift-metrics"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let rpc: [Target.Dependency] = [
    "Martlet",
    .product(name: "CoreMetrics", package: "swift-metrics"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "Tracing", package: "swift-distributed-tracing"),
]
let rpcTesting: [Target.Dependency] = [
    "MartletTesting",
    "RealServers",
    "TLSTesting",
    .product(name: "InMemoryLogging", package: "swift-log"),
    .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
    .product(name: "NIOEmbedded", package: "swift-nio"),
    .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
]
let sockets: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let testing: [Target.Dependency] = [
    "ExporterTesting",
    "MartletTesting",
    "RealServers",
    .product(name: "InMemoryLogging", package: "swift-log"),
    .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
]
let traces: [Target.Dependency] = [
    "Martlet",
    "MartletTracing",
    .product(name: "CoreMetrics", package: "swift-metrics"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "Tracing", package: "swift-distributed-tracing"),
]

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Martlet", targets: ["Martlet"]),
        .library(name: "MartletAdmin", targets: ["MartletAdmin"]),
        .library(name: "MartletAsyncHTTPClient", targets: ["MartletAsyncHTTPClient"]),
        .library(name: "MartletCirconus", targets: ["MartletCirconus"]),
        .library(name: "MartletCloudWatch", targets: ["MartletCloudWatch"]),
        .library(name: "MartletConsul", targets: ["MartletConsul"]),
        .library(name: "MartletDNS", targets: ["MartletDNS"]),
        .library(name: "MartletDiscovery", targets: ["MartletDiscovery"]),
        .library(name: "MartletEtcd", targets: ["MartletEtcd"]),
        .library(name: "MartletExpvar", targets: ["MartletExpvar"]),
        .library(name: "MartletGRPC", targets: ["MartletGRPC"]),
        .library(name: "MartletGob", targets: ["MartletGob"]),
        .library(name: "MartletGraphite", targets: ["MartletGraphite"]),
        .library(name: "MartletHTTP", targets: ["MartletHTTP"]),
        .library(name: "MartletInfluxDB", targets: ["MartletInfluxDB"]),
        .library(name: "MartletJSON", targets: ["MartletJSON"]),
        .library(name: "MartletLogging", targets: ["MartletLogging"]),
        .library(name: "MartletMetrics", targets: ["MartletMetrics"]),
        .library(name: "MartletNetRPC", targets: ["MartletNetRPC"]),
        .library(name: "MartletOTLP", targets: ["MartletOTLP"]),
        .library(name: "MartletPrometheus", targets: ["MartletPrometheus"]),
        .library(name: "MartletStatsD", targets: ["MartletStatsD"]),
        .library(name: "MartletTesting", targets: ["MartletTesting"]),
        .library(name: "MartletThrift", targets: ["MartletThrift"]),
        .library(name: "MartletThriftProtocol", targets: ["MartletThriftProtocol"]),
        .library(name: "MartletTracing", targets: ["MartletTracing"]),
        .library(name: "MartletZipkin", targets: ["MartletZipkin"]),
        .library(name: "MartletZooKeeper", targets: ["MartletZooKeeper"]),
        .executable(name: "martlet-thrift", targets: ["martlet-thrift"]),
    ],
    traits: [
        .trait(name: "GRPC", description: "Protocol Buffers for MartletGRPC, which brings swift-protobuf.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0", traits: []),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // The endpoint layer: depends on the interfaces of logging, metrics and tracing and nothing else.
        .target(
            name: "Martlet",
            dependencies: [
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "MartletTests",
            dependencies: [
                "Martlet",
                "MartletTesting",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),

        // Base64, for every format that holds it.
        .target(name: "MartletBase64"),
        .testTarget(name: "MartletBase64Tests", dependencies: ["MartletBase64", "MartletTesting"]),

        // JSON from and to bytes, driven by Codable; usable by itself.
        .target(name: "MartletJSON"),
        .testTarget(name: "MartletJSONTests", dependencies: ["MartletJSON"]),

        // HTTP/1.1 as bytes in and bytes out. A target of its own so that the compiler keeps NIO out of it
        // and the fuzzer compiles it alone.
        .target(name: "MartletHTTP1"),
        .testTarget(
            name: "MartletHTTP1Tests",
            dependencies: [
                "MartletHTTP1",
                "MartletTesting",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),

        // HTTP/2 as bytes in and bytes out: frames, header blocks, streams and windows of a server.
        .target(name: "MartletHTTP2"),
        .testTarget(
            name: "MartletHTTP2Tests",
            dependencies: [
                "MartletHTTP2",
                "MartletTesting",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ]
        ),

        // The HTTP transport: server, routes, bindings, client.
        .target(
            name: "MartletHTTP",
            dependencies: [
                "Martlet",
                "MartletHTTP1",
                "MartletHTTP2",
                "MartletJSON",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "MartletHTTPTests",
            dependencies: [
                "Martlet",
                "MartletAsyncHTTPClient",
                "MartletHTTP",
                "MartletHTTP1",
                "MartletJSON",
                "MartletTesting",
                "RealServers",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            exclude: ["JSONRPC/GoKit/gokit.go"]
        ),

        // A transport for the open internet. A target of its own, since a service that only serves needs none of it.
        .target(
            name: "MartletAsyncHTTPClient",
            dependencies: [
                "Martlet",
                "MartletHTTP",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // gRPC: a protocol on the HTTP/2 of MartletHTTP, and a client.
        .target(
            name: "MartletGRPC",
            dependencies: ["MartletBase64", "MartletCompression", "MartletHTTP"] + rpc + [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(
                    name: "SwiftProtobuf",
                    package: "swift-protobuf",
                    condition: .when(traits: ["GRPC"])
                ),
            ],
            exclude: ["Protos"]
        ),
        .testTarget(
            name: "MartletGRPCTests",
            dependencies: ["MartletCompression", "MartletGRPC", "MartletHTTP"] + rpc + rpcTesting + [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(
                    name: "SwiftProtobuf",
                    package: "swift-protobuf",
                    condition: .when(traits: ["GRPC"])
                ),
            ],
            exclude: ["Peers", "Protos"]
        ),

        // Thrift: its protocols as bytes and values, its transports and services, and the compiler of its IDL.
        .target(name: "MartletThriftProtocol", dependencies: ["MartletBase64"]),
        .testTarget(name: "MartletThriftProtocolTests", dependencies: ["MartletTesting", "MartletThriftProtocol"]),
        .target(
            name: "MartletThrift",
            dependencies: ["MartletHTTP", "MartletThriftProtocol", .product(name: "NIOTLS", package: "swift-nio")] + rpc
        ),
        .testTarget(
            name: "MartletThriftTests",
            dependencies: ["MartletHTTP", "MartletThrift", "MartletThriftProtocol"] + rpc + rpcTesting,
            exclude: ["Peers/IDL"]
        ),
        .target(name: "ThriftIDL"),
        .executableTarget(
            name: "martlet-thrift",
            dependencies: [
                "ThriftIDL",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        // What the compiler makes of names that Swift has other uses for. A module of its own, so that they hide nothing
        // elsewhere, and so that another file includes one of another module.
        .target(
            name: "NamesIDL",
            dependencies: ["Martlet", "MartletThrift", "MartletThriftProtocol"],
            path: "Tests/NamesIDL"
        ),
        .testTarget(
            name: "ThriftIDLTests",
            dependencies: [
                "Martlet",
                "MartletHTTP",
                "MartletTesting",
                "MartletThrift",
                "MartletThriftProtocol",
                "NamesIDL",
                "RealServers",
                "ThriftIDL",
                "martlet-thrift",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["IDL", "Peers/apache.cpp", "Peers/apache.py"]
        ),

        // Go's gob, driven by Codable; usable by itself.
        .target(name: "MartletGob"),
        .testTarget(
            name: "MartletGobTests",
            dependencies: ["MartletGob", "MartletTesting", "RealServers"],
            exclude: ["Go"]
        ),
        // Go's net/rpc, with gob and with JSON-RPC 1.0.
        .target(
            name: "MartletNetRPC",
            dependencies: ["MartletGob", "MartletHTTP", "MartletJSON"] + rpc + [
                .product(name: "NIOTLS", package: "swift-nio")
            ]
        ),
        .testTarget(
            name: "MartletNetRPCTests",
            dependencies: ["MartletGob", "MartletHTTP", "MartletJSON", "MartletNetRPC"] + rpc + rpcTesting,
            exclude: ["Go"]
        ),

        // Log handlers and where their lines go.
        .target(
            name: "MartletLogging",
            dependencies: [
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "MartletLoggingTests",
            dependencies: [
                "MartletLogging",
                "MartletTesting",
                "RealServers",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),

        // Metrics: one aggregation, and a module for each system that stores them.
        .target(
            name: "MartletMetrics",
            dependencies: [
                "Martlet",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(name: "MartletPrometheus", dependencies: ["MartletCompression"] + metrics),
        .target(name: "MartletExpvar", dependencies: ["CMartletMemory", "MartletJSON"] + metrics),
        // Bytes to a server over UDP, TCP or a Unix datagram socket; opened anew after a failure.
        .target(name: "MartletSockets", dependencies: ["MartletMetrics"] + sockets),
        .testTarget(
            name: "MartletSocketsTests",
            dependencies: ["MartletSockets", "MartletMetrics"] + sockets + testing
        ),
        .target(name: "MartletStatsD", dependencies: ["MartletSockets"] + metrics + sockets),
        .target(name: "MartletGraphite", dependencies: ["MartletSockets"] + metrics + sockets),
        .target(
            name: "MartletInfluxDB",
            dependencies: ["MartletBase64", "MartletCompression"] + metrics + sockets + httpTransport
        ),
        .target(
            name: "MartletCirconus",
            dependencies: ["MartletBase64", "MartletJSON"] + metrics + sockets + httpTransport
        ),
        .target(
            name: "MartletCloudWatch",
            dependencies: metrics + sockets + httpTransport + [
                .product(name: "Crypto", package: "swift-crypto")
            ]
        ),
        .testTarget(name: "MartletMetricsTests", dependencies: metrics + testing),
        .testTarget(
            name: "MartletPrometheusTests",
            dependencies: ["MartletPrometheus", "MartletHTTP"] + metrics + testing
        ),
        .testTarget(name: "MartletExpvarTests", dependencies: ["MartletExpvar", "MartletJSON"] + metrics + testing),
        .testTarget(name: "MartletStatsDTests", dependencies: ["MartletStatsD"] + metrics + sockets + testing),
        .testTarget(name: "MartletGraphiteTests", dependencies: ["MartletGraphite"] + metrics + sockets + testing),
        .testTarget(
            name: "MartletInfluxDBTests",
            dependencies: ["MartletCompression", "MartletInfluxDB"] + metrics + sockets + httpTransport + testing
        ),
        .testTarget(
            name: "MartletCirconusTests",
            dependencies: ["MartletCirconus", "MartletJSON"] + metrics + sockets + httpTransport + testing
        ),
        .testTarget(
            name: "MartletCloudWatchTests",
            dependencies: ["MartletCloudWatch"] + metrics + sockets + httpTransport + testing
        ),

        // Traces: a tracer, and a module for each protocol that carries spans.
        .target(
            name: "MartletTracing",
            dependencies: [
                "Martlet",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(name: "MartletOTLP", dependencies: ["MartletCompression"] + traces + sockets + httpTransport),
        .target(name: "MartletZipkin", dependencies: traces + sockets + httpTransport),
        .testTarget(name: "MartletTracingTests", dependencies: traces + testing),
        .testTarget(
            name: "MartletOTLPTests",
            dependencies: ["MartletOTLP", "MartletCompression"] + traces + sockets + httpTransport + testing
        ),
        .testTarget(
            name: "MartletZipkinTests",
            dependencies: ["MartletZipkin", "MartletCompression"] + traces + sockets + httpTransport
                + testing
        ),

        // Instances of services, and endpoints that are balanced over them; and a module for each registry.
        .target(
            name: "MartletDiscovery",
            dependencies: [
                "Martlet",
                "MartletJSON",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(name: "MartletConsul", dependencies: ["MartletJSON"] + discovery + sockets + httpTransport),
        .target(
            name: "MartletEtcd",
            dependencies: ["MartletBase64", "MartletJSON"] + discovery + sockets + httpTransport
        ),
        .target(
            name: "MartletZooKeeper",
            dependencies: ["MartletZooKeeperProtocol"] + discovery + sockets
                + [.product(name: "NIOSSL", package: "swift-nio-ssl")]
        ),
        // ZooKeeper's protocol as bytes and values, and the session as a state machine. A target of its own so that the
        // fuzzer compiles it alone.
        .target(name: "MartletZooKeeperProtocol"),
        // DNS messages as bytes in and values out. A target of its own so that the fuzzer compiles it alone.
        .target(name: "MartletDNSMessage"),
        .target(name: "MartletDNS", dependencies: ["MartletDNSMessage"] + discovery + sockets),
        .testTarget(
            name: "MartletDiscoveryTests",
            dependencies: [
                "MartletJSON",
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ] + discovery + testing
        ),
        .testTarget(
            name: "MartletConsulTests",
            dependencies: ["MartletConsul", "MartletJSON"] + discovery + sockets + httpTransport + testing
        ),
        .testTarget(
            name: "MartletEtcdTests",
            dependencies: [
                "MartletBase64", "MartletEtcd", "MartletJSON",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ] + discovery + sockets + httpTransport + testing
        ),
        .testTarget(
            name: "MartletZooKeeperTests",
            dependencies: [
                "MartletZooKeeper",
                "MartletZooKeeperProtocol",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ] + discovery + sockets + testing
        ),
        .testTarget(
            name: "MartletDNSTests",
            dependencies: ["MartletDNS", "MartletDNSMessage"] + discovery + sockets + testing
        ),

        // What the allocator knows of itself, which no module map of a C library has.
        .target(name: "CMartletMemory"),

        // gzip, over the system's zlib.
        .target(name: "CMartletZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "MartletCompression", dependencies: ["CMartletZlib"]),
        .testTarget(name: "MartletCompressionTests", dependencies: ["MartletCompression"]),

        // A port of its own for whoever runs the service.
        .target(
            name: "MartletAdmin",
            dependencies: [
                "Martlet",
                "MartletHTTP",
                "MartletJSON",
                "MartletLogging",
                "MartletMetrics",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "MartletAdminTests",
            dependencies: [
                "Martlet",
                "MartletAdmin",
                "MartletHTTP",
                "MartletJSON",
                "MartletLogging",
                "MartletMetrics",
                "MartletPrometheus",
                "MartletTesting",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // What the tests of exporters share: servers that only receive, and a service that runs beside a test.
        .target(
            name: "ExporterTesting",
            dependencies: sockets + [
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ],
            path: "Tests/ExporterTesting"
        ),

        // Starts the real collectors and registries for tests.
        .target(name: "RealServers", path: "Tests/RealServers", exclude: ["README.md"]),
        .testTarget(name: "RealServersTests", dependencies: ["RealServers"]),

        // A certificate for tests of TLS.
        .target(
            name: "TLSTesting",
            dependencies: ["RealServers", .product(name: "NIOSSL", package: "swift-nio-ssl")],
            path: "Tests/TLSTesting"
        ),

        // The hot paths whose instructions and allocations `make ratchet` counts. In this package because it feeds bytes to
        // the servers' connections, which are no product; nobody who depends on this package builds it.
        .executableTarget(
            name: "HotPaths",
            dependencies: [
                "Martlet",
                "MartletDiscovery",
                "MartletGRPC",
                "MartletGob",
                "MartletHTTP",
                "MartletJSON",
                "MartletLogging",
                "MartletNetRPC",
                "MartletPrometheus",
                "MartletTesting",
                "MartletThrift",
                "MartletThriftProtocol",
                "MartletTracing",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["GRPC"])),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            path: "Ratchet/HotPaths"
        ),

        // What a user's tests need: a manual clock, an in-process transport, conformance checks.
        .target(
            name: "MartletTesting",
            dependencies: [
                "Martlet",
                "MartletDiscovery",
                "MartletHTTP",
                "MartletHTTP1",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "MartletTestingTests",
            dependencies: [
                "Martlet",
                "MartletDiscovery",
                "MartletHTTP",
                "MartletTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
