// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on Martlet resolves or builds what only its benchmarks need.
// `make bench` builds it in release mode and runs each program next to its Go peer in `Go/`.
let package = Package(
    name: "martlet-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        // Named, because a path dependency is otherwise called like the folder the checkout happens to lie in.
        .package(name: "martlet", path: "..", traits: ["GRPC"]),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0", traits: []),
        .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0", traits: []),
    ],
    targets: [
        // The string service, bare or with what a service has in production around it, for a load generator.
        .executableTarget(
            name: "StringServiceBenchmark",
            dependencies: [
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletJSON", package: "martlet"),
                .product(name: "MartletLogging", package: "martlet"),
                .product(name: "MartletPrometheus", package: "martlet"),
            ]
        ),

        // A gateway in front of string services, for a load generator.
        .executableTarget(
            name: "GatewayBenchmark",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletJSON", package: "martlet"),
            ]
        ),

        // The add service over gRPC, for h2load.
        .executableTarget(
            name: "GRPCBenchmark",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletGRPC", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]
        ),

        // The add service over JSON-RPC, for a load generator.
        .executableTarget(
            name: "JSONRPCBenchmark",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
            ]
        ),

        // The add service over net/rpc, for the load generator in `Go/netrpc`.
        .executableTarget(
            name: "NetRPCBenchmark",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletNetRPC", package: "martlet"),
            ]
        ),

        // The add service over Thrift, for the load generator in `Go/thrift`.
        .executableTarget(
            name: "ThriftBenchmark",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletThrift", package: "martlet"),
                .product(name: "MartletThriftProtocol", package: "martlet"),
            ]
        ),

        // What a chain of middleware costs per call.
        .executableTarget(
            name: "EndpointBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Martlet", package: "martlet"),
            ]
        ),

        // What breakers, limits and retries cost per call.
        .executableTarget(
            name: "ResilienceBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Martlet", package: "martlet"),
            ]
        ),

        // What a log line costs.
        .executableTarget(
            name: "LoggingBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MartletLogging", package: "martlet"),
            ]
        ),

        // What counting costs, and a page of metrics.
        .executableTarget(
            name: "MetricsBenchmark",
            dependencies: [
                "BenchmarkSupport",
                "CAllocationCount",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "MartletMetrics", package: "martlet"),
                .product(name: "MartletPrometheus", package: "martlet"),
            ]
        ),

        // What a span costs, recorded or not.
        .executableTarget(
            name: "TracingBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletTracing", package: "martlet"),
            ]
        ),

        // What choosing an instance costs, and what choices do to latency and load.
        .executableTarget(
            name: "BalancerBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletTesting", package: "martlet"),
            ]
        ),

        // What the JSON coder costs per value.
        .executableTarget(
            name: "JSONBenchmark",
            dependencies: [
                "CAllocationCount",
                .product(name: "MartletJSON", package: "martlet"),
            ]
        ),

        // Times calls of an endpoint and prints a line for each case.
        .target(
            name: "BenchmarkSupport",
            dependencies: [
                "CAllocationCount",
                .product(name: "Martlet", package: "martlet"),
            ]
        ),

        // Counts heap allocations. Only for the programs that report them: it stands in front of malloc.
        .target(name: "CAllocationCount"),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.name != "CAllocationCount" {
    // The settings of the libraries: see the package one folder up.
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
