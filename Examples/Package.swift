// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on Martlet resolves or builds what only its examples need.
let package = Package(
    name: "martlet-examples",
    platforms: [.macOS(.v26)],
    dependencies: [
        // Named, because a path dependency is otherwise called like the folder the checkout happens to lie in.
        .package(name: "martlet", path: "..", traits: ["GRPC"]),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0", traits: []),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0", traits: []),
    ],
    targets: [
        // What both programs take as arguments.
        .target(
            name: "Arguments",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletThrift", package: "martlet"),
                .product(name: "MartletThriftProtocol", package: "martlet"),
            ]
        ),

        // The registries that programs find services in, and register with.
        .target(
            name: "Registries",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MartletConsul", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletEtcd", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletZooKeeper", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // What the programs tell of themselves: logs, metrics, traces, and the flags for it.
        .target(
            name: "Observing",
            dependencies: [
                "Arguments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletAdmin", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletLogging", package: "martlet"),
                .product(name: "MartletMetrics", package: "martlet"),
                .product(name: "MartletOTLP", package: "martlet"),
                .product(name: "MartletPrometheus", package: "martlet"),
                .product(name: "MartletStatsD", package: "martlet"),
                .product(name: "MartletTracing", package: "martlet"),
                .product(name: "MartletZipkin", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),

        // The string service: everything that Martlet has, once.
        .target(
            name: "Strings",
            dependencies: [
                "Observing",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
            ]
        ),
        .executableTarget(
            name: "stringsvc",
            dependencies: [
                "Arguments",
                "Observing",
                "Registries",
                "Strings",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletAdmin", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // The add service: the same endpoints on every wire.
        .target(
            name: "Adding",
            dependencies: [
                "Observing",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletGRPC", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletNetRPC", package: "martlet"),
                .product(name: "MartletThrift", package: "martlet"),
                .product(name: "MartletThriftProtocol", package: "martlet"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]
        ),
        .executableTarget(
            name: "addsvc",
            dependencies: [
                "Adding",
                "Arguments",
                "Observing",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletAdmin", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletNetRPC", package: "martlet"),
                .product(name: "MartletThrift", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "addcli",
            dependencies: [
                "Adding",
                "Arguments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletGRPC", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletNetRPC", package: "martlet"),
                .product(name: "MartletThrift", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // The profile service: REST, a durable store, and a client. The store and the client are targets of their own, so
        // that who calls the service does not link SQLite, and the service does not link a client.
        .target(
            name: "Profiles",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
            ]
        ),
        .target(
            name: "ProfilesSQLite",
            dependencies: [
                "Profiles",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Martlet", package: "martlet"),
            ]
        ),
        .target(
            name: "ProfilesClient",
            dependencies: [
                "Profiles",
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
            ]
        ),
        .executableTarget(
            name: "profilesvc",
            dependencies: [
                "Arguments",
                "Profiles",
                "ProfilesSQLite",
                "Registries",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // Calls the profile service, wherever it runs.
        .executableTarget(
            name: "profilecli",
            dependencies: [
                "Profiles",
                "ProfilesClient",
                "Registries",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletJSON", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // One address for both services.
        .executableTarget(
            name: "apigateway",
            dependencies: [
                "Arguments",
                "Profiles",
                "ProfilesClient",
                "Registries",
                "Strings",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // Runs a service in process, behind a socket, or as a program, for the same tests.
        .target(
            name: "ExampleTesting",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/ExampleTesting"
        ),
        .testTarget(
            name: "AddingTests",
            dependencies: [
                "Adding",
                "Arguments",
                "ExampleTesting",
                "Observing",
                "addcli",
                "addsvc",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletAdmin", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletTesting", package: "martlet"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .testTarget(
            name: "StringsTests",
            dependencies: [
                "ExampleTesting",
                "Strings",
                "stringsvc",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletTesting", package: "martlet"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "ExampleTesting",
                "Profiles",
                "Strings",
                "apigateway",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletDiscovery", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletTesting", package: "martlet"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "ProfilesTests",
            dependencies: [
                "ExampleTesting",
                "Profiles",
                "ProfilesClient",
                "ProfilesSQLite",
                "profilesvc",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletHTTP", package: "martlet"),
                .product(name: "MartletTesting", package: "martlet"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    // The settings of the libraries: see the package one folder up.
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
