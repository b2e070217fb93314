// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "MartletJSON", targets: ["MartletJSON"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0")
    ],
    targets: [
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
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
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
