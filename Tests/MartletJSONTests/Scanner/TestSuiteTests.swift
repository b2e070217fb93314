import Foundation
import MartletJSON
import Testing

private let testSuiteFolder = ProcessInfo.processInfo.environment["MARTLET_JSON_TEST_SUITE"]

/// The files of https://github.com/nst/JSONTestSuite, which are no part of this package.
///
/// Run them with `MARTLET_JSON_TEST_SUITE=<folder>/test_parsing swift test --filter TestSuiteTests`.
@Suite(.enabled(if: testSuiteFolder != nil, "MARTLET_JSON_TEST_SUITE names no folder"))
struct TestSuiteTests {
    static let files: [String] =
        testSuiteFolder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }?.sorted() ?? []

    @Test func `there are files`() {
        #expect(TestSuiteTests.files.count > 300)
    }

    @Test(arguments: files)
    func `accepts what it must and refuses what it must`(_ file: String) throws {
        let folder = try #require(testSuiteFolder)
        let bytes = Array(try Data(contentsOf: URL(filePath: folder).appending(path: file)))
        let accepted = (try? JSONCodec().decode(AnyJSON.self, from: bytes)) != nil
        switch file.first {
        // RFC 8259 leaves unique keys to the parser ("SHOULD"); we insist on them.
        case "y" where file.hasPrefix("y_object_duplicated_key"): #expect(!accepted)
        case "y": #expect(accepted)
        case "n": #expect(!accepted)
        default: break
        }
    }
}
