#!/usr/bin/env python3
"""The project's own rules for its sources. `scripts/lint.py --self-test` shows that each of them can fail.

To allow a thing for a reason, write the reason where the rule asks for it: beside the line, or in the tables below.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# --- Tables

# What each library may import. A library must have a row; leaves appear in no row, so no leaf imports another.
PLATFORM = ["Synchronization", "Glibc", "Musl", "Darwin", "Android"]
METRICS = ["Martlet", "MartletMetrics", "CoreMetrics", "Logging", "ServiceLifecycle"]
TRACES = ["Martlet", "MartletTracing", "CoreMetrics", "Logging", "ServiceLifecycle", "Tracing"]
DISCOVERY = ["Martlet", "MartletDiscovery", "CoreMetrics", "Logging", "ServiceLifecycle"]
RPC = ["Martlet", "CoreMetrics", "Logging", "ServiceLifecycle", "Tracing"]
IMPORTS = {
    "Martlet": ["CoreMetrics", "Logging", "Tracing"],
    "CMartletMemory": [],
    "CMartletZlib": [],
    "MartletAdmin": [
        "Martlet", "MartletHTTP", "MartletLogging", "MartletMetrics", "HTTPTypes", "Logging", "NIOCore", "ServiceLifecycle",
    ],
    "MartletAsyncHTTPClient": [
        "Martlet", "MartletHTTP", "AsyncHTTPClient", "HTTPTypes", "Logging", "NIO*", "ServiceLifecycle",
    ],
    "MartletBase64": [],
    "MartletCirconus": ["MartletBase64", "MartletHTTP", "MartletJSON", "HTTPTypes", "NIO*", *METRICS],
    "MartletCloudWatch": ["MartletHTTP", "Crypto", "FoundationEssentials", "HTTPTypes", "NIO*", *METRICS],
    "MartletCompression": ["CMartletZlib"],
    "MartletConsul": ["MartletHTTP", "MartletJSON", "HTTPTypes", "NIO*", *DISCOVERY],
    "MartletDNS": ["MartletDNSMessage", "NIO*", *DISCOVERY],
    "MartletDNSMessage": [],
    "MartletDiscovery": ["MartletJSON", "NIOPosix", "Martlet", "CoreMetrics", "Logging", "ServiceLifecycle"],
    "MartletEtcd": ["MartletBase64", "MartletHTTP", "MartletJSON", "HTTPTypes", "NIO*", *DISCOVERY],
    "MartletExpvar": ["MartletJSON", "CMartletMemory", *METRICS],
    "MartletGRPC": [
        "MartletBase64", "MartletCompression", "MartletHTTP", "Foundation", "FoundationEssentials", "HTTPTypes", "NIO*", "SwiftProtobuf", *RPC,
    ],
    "MartletGob": ["FoundationEssentials", "Foundation"],
    "MartletGraphite": ["MartletSockets", "NIO*", *METRICS],
    "MartletInfluxDB": ["MartletBase64", "MartletCompression", "MartletHTTP", "HTTPTypes", "NIO*", *METRICS],
    "MartletLogging": ["CoreMetrics", "Logging", "ServiceLifecycle", "UnixSignals"],
    "MartletMetrics": ["Martlet", "CoreMetrics", "Logging", "ServiceLifecycle"],
    "MartletNetRPC": ["MartletGob", "MartletHTTP", "MartletJSON", "NIO*", *RPC],
    "MartletOTLP": ["MartletCompression", "MartletHTTP", "HTTPTypes", "NIO*", *TRACES],
    "MartletPrometheus": ["MartletCompression", *METRICS],
    "MartletSockets": ["MartletMetrics", "NIO*"],
    "MartletStatsD": ["MartletSockets", "NIO*", *METRICS],
    "MartletThrift": ["MartletHTTP", "MartletThriftProtocol", "NIO*", *RPC],
    "MartletThriftProtocol": ["MartletBase64"],
    "MartletTracing": ["Martlet", "CoreMetrics", "Logging", "ServiceLifecycle", "Tracing"],
    "MartletZooKeeper": ["MartletZooKeeperProtocol", "NIO*", *DISCOVERY],
    "MartletZooKeeperProtocol": [],
    "MartletZipkin": ["MartletHTTP", "HTTPTypes", "NIO*", *TRACES],
    "MartletJSON": ["FoundationEssentials", "Foundation"],
    "MartletHTTP1": [],
    "MartletHTTP2": [],
    "MartletHTTP": [
        "Martlet", "MartletHTTP1", "MartletHTTP2", "MartletJSON",
        "CoreMetrics", "FoundationEssentials", "HTTPTypes", "Logging", "NIO*", "ServiceLifecycle",
        "Tracing",
    ],
    "ThriftIDL": [],
    "martlet-thrift": ["ThriftIDL", "ArgumentParser", "FoundationEssentials"],
    "MartletTesting": ["Martlet", "MartletDiscovery", "MartletHTTP", "MartletHTTP1", "HTTPTypes", "Logging", "NIOCore"],
}
# The libraries that others may build on; every other one is a leaf.
SHARED = [
    "CMartletMemory", "CMartletZlib", "Martlet", "MartletBase64", "MartletCompression", "MartletDNSMessage",
    "MartletDiscovery", "MartletGob", "MartletHTTP", "MartletHTTP1", "MartletHTTP2", "MartletJSON", "MartletLogging",
    "MartletMetrics", "MartletSockets", "MartletThriftProtocol", "MartletTracing", "MartletZooKeeperProtocol",
]

# A file should hold one concept: longer than this needs a reason.
MAX_LINES = 400
LONG_FILES = {
    # "Sources/Module/File.swift": "why it is one file",
}

# What no line of code may hold: folders, pattern, message, and the comment that excuses it. The comment stands beside
# the line, or in the block of comments directly above it.
# Not OtherType.Task, and not a function that returns a Task.
TASK = r"(?<![\w.])(?<!-> )Task(<[^>]*>)?\s*[({]|(?<![\w.])Task\.(detached|immediate|immediateDetached)\b"
SAFETY = r"(?i)safe|sendable|lock|loop|thread|isolat|concurren|immutable"
FORBIDDEN = [
    (["Sources"], r"\btry!", "try! ends the process: throw or handle the error", None),
    (["Sources"], r"\bas!", "as! ends the process: use as? or a type that needs no cast", None),
    (["Sources"], r"\bfatalError\(", "fatalError ends the process: throw an error", None),
    (["Sources"], TASK, "an unstructured task outlives its caller: say why in a comment `// unstructured: ...`",
     r"\bunstructured: \S"),
    (["Sources"], r"@unchecked\s+Sendable|\bnonisolated\(unsafe\)",
     "the compiler does not check this: say in a comment what makes it safe", SAFETY),
    (["Sources"], r"(?<![\w.])(print|debugPrint|dump)\(", "a library does not print: take a logger", None),
    (["Tests", "Examples/Tests"], r"\bThread\.sleep\b|\busleep\(|\bnanosleep\(|(?<![\w.])(?<!func )sleep\(|\bTask\.sleep\b",
     "a test does not wait for a guess: move a clock or await an event", None),
]
# Comments count here.
UNFINISHED = (
    ["Sources", "Tests", "Fuzz", "Examples", "Benchmarks"], r"\b(TODO|FIXME|XXX)\b", "finish it or file an issue")

# What belongs to one machine and is never committed.
UNTRACKED = r"(^|/)(\.build[^/]*|\.swiftpm|__pycache__)/|(^|/)Package\.resolved$|\.(o|profraw|pyc)$"

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor)\s+)?(\w+)")
STRING = re.compile(r'"(?:\\.|[^"\\])*"')


# --- Reading Swift

class Source:
    """A Swift file: its lines, and the same lines with comments and text literals blanked out."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.lines = path.read_text().splitlines()
        self.code, self.comments = [], []
        in_text = in_comment = False
        for line in self.lines:
            code, comment = line, ""
            if in_comment:
                comment, closed, code = line.partition("*/")
                in_comment = not closed
            if line.count('"""') % 2 == 1:
                in_text, code = not in_text, ""
            elif in_text:
                code = ""
            code = STRING.sub('""', code)
            if "//" in code:
                code, _, comment = code.partition("//")
            elif "/*" in code:
                code, _, comment = code.partition("/*")
                in_comment = "*/" not in comment
            self.code.append(code)
            self.comments.append(comment)

    def is_in(self, folders):
        return any(self.path.startswith(folder + "/") for folder in folders)

    def comment_at(self, index):
        """The comment beside a line and the block of comments directly above it; attributes may stand between."""
        found = [self.comments[index]]
        index -= 1
        while index >= 0 and (not self.code[index].strip() or self.code[index].strip().startswith("@")):
            if not self.lines[index].strip():
                break
            found.append(self.comments[index])
            index -= 1
        return "\n".join(found)


# --- Rules: each yields lines of findings

def forbidden_constructs(sources):
    for source in sources:
        for folders, pattern, message, excuse in FORBIDDEN:
            if not source.is_in(folders):
                continue
            for index, code in enumerate(source.code):
                if re.search(pattern, code) and not (excuse and re.search(excuse, source.comment_at(index))):
                    yield f"{source.path}:{index + 1}: {message}"


def unfinished_work(sources):
    folders, pattern, message = UNFINISHED
    for source in sources:
        if source.is_in(folders):
            for index, line in enumerate(source.lines):
                if re.search(pattern, line):
                    yield f"{source.path}:{index + 1}: {message}"


def is_fallback(source, index):
    """Whether a line is what stands in for FoundationEssentials where it does not exist."""
    before = [line.strip() for line in source.code[max(0, index - 3):index]]
    return (
        len(before) == 3 and before[0] == "#if canImport(FoundationEssentials)" and before[2] == "#else"
        and source.code[index].split()[-2:] == ["import", "Foundation"])


def module_imports(sources):
    for module, allowed in IMPORTS.items():
        for name in allowed:
            if name.startswith("Martlet") and name not in SHARED:
                yield f"scripts/lint.py: {module} may import {name}, which is a leaf"
    unknown = set()
    for source in sources:
        if not source.is_in(["Sources"]):
            continue
        module = source.path.split("/")[1]
        if module not in IMPORTS:
            unknown.add(module)
            continue
        allowed = IMPORTS[module] + PLATFORM
        for index, code in enumerate(source.code):
            match = IMPORT.match(code)
            if match is None or is_fallback(source, index):
                continue
            if not any(re.fullmatch(name.replace("*", r"\w*"), match.group(1)) for name in allowed):
                yield f"{source.path}:{index + 1}: {module} may not import {match.group(1)}"
    for module in sorted(unknown):
        yield f"Sources/{module}: no row in IMPORTS of scripts/lint.py"


def file_lengths(sources):
    lengths = {source.path: len(source.lines) for source in sources if source.is_in(["Sources"])}
    for path, length in lengths.items():
        if length > MAX_LINES and path not in LONG_FILES:
            yield f"{path}: {length} lines; split it by topic, or give LONG_FILES in scripts/lint.py a reason"
    for path in LONG_FILES:
        if lengths.get(path, 0) <= MAX_LINES:
            yield f"scripts/lint.py: LONG_FILES lists {path}, which is not long (any more)"


def tracked_files(paths):
    for path in paths:
        if re.search(UNTRACKED, path):
            yield f"{path}: is built or resolved on each machine; take it out with `git rm --cached`"


def findings(root, paths, tracked):
    sources = [Source(root, root / path) for path in sorted(paths)]
    for rule in (forbidden_constructs, unfinished_work, module_imports, file_lengths):
        yield from rule(sources)
    yield from tracked_files(tracked)


# --- Running

def check(root):
    listed = subprocess.run([root / "scripts" / "swift-files.sh"], capture_output=True, text=True, check=True).stdout
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    return list(findings(root, listed.split("\0")[:-1], tracked.stdout.split("\0")))


# path: text, and what is found in it (a part of the finding), or None for what must be let pass
CASES = [
    ("Sources/Martlet/A.swift", "let a = try! b()", "try!"),
    ("Sources/Martlet/A.swift", "let a = b as! C", "as!"),
    ("Sources/Martlet/A.swift", 'fatalError("x")', "fatalError"),
    ("Sources/Martlet/A.swift", "Task { await a() }", "unstructured"),
    ("Sources/Martlet/A.swift", "let task = Task<Void, Never> { await a() }", "unstructured"),
    ("Sources/Martlet/A.swift", "Task(priority: .high) { await a() }", "unstructured"),
    ("Sources/Martlet/A.swift", "Task.detached { await a() }", "unstructured"),
    ("Sources/Martlet/A.swift", "Task.immediate { await a() }  // unstructured:", "unstructured"),
    ("Sources/Martlet/A.swift", "final class A: @unchecked Sendable {}", "does not check"),
    ("Sources/Martlet/A.swift", "/// An A.\nfinal class A: @unchecked Sendable {}", "does not check"),
    ("Sources/Martlet/A.swift", "nonisolated(unsafe) var a = 0", "does not check"),
    ("Sources/Martlet/A.swift", 'print("x")', "does not print"),
    ("Sources/Martlet/A.swift", "// TODO: later", "finish it"),
    ("Tests/MartletTests/A.swift", "// FIXME: later", "finish it"),
    ("Tests/MartletTests/A.swift", "try await Task.sleep(for: .seconds(1))", "does not wait"),
    ("Tests/MartletTests/A.swift", "usleep(10)", "does not wait"),
    ("Tests/MartletTests/A.swift", "Thread.sleep(forTimeInterval: 1)", "does not wait"),
    ("Sources/Martlet/A.swift", "import NIOCore", "may not import NIOCore"),
    ("Sources/Martlet/A.swift", "public import MartletHTTP", "may not import MartletHTTP"),
    ("Sources/MartletHTTP1/A.swift", "@preconcurrency internal import NIOCore", "may not import NIOCore"),
    ("Sources/MartletHTTP1/A.swift", "import struct Foundation.Date", "may not import Foundation"),
    ("Sources/MartletJSON/A.swift", "import Logging", "may not import Logging"),
    ("Sources/MartletNew/A.swift", "", "no row"),
    ("Sources/Martlet/A.swift", "\n" * (MAX_LINES + 1), "lines; split"),
    ("Sources/Martlet/A.swift", "// try! as! print( Task {\nlet a = \"try! fatalError(\"", None),
    ("Sources/Martlet/A.swift", 'let a = """\n    print(1)\n    """', None),
    ("Sources/Martlet/A.swift", "/* try!\n print( */", None),
    ("Sources/Martlet/A.swift", "Task { a() }  // unstructured: one per connection, ended by its close", None),
    ("Sources/Martlet/A.swift", "// unstructured: one per connection,\n// ended by its close\nTask { a() }", None),
    ("Sources/Martlet/A.swift", "try await withTaskGroup { $0.addTask { a() } }; MyTask { }; Task.isCancelled", None),
    ("Sources/Martlet/A.swift", "func a() -> HTTPClient.Task<Int> {\n}\nfunc b() -> Task<Int, Never> {\n}", None),
    ("Tests/MartletTests/A.swift", "func sleep(until deadline: Instant) async throws {}", None),
    ("Tests/MartletTests/A.swift", "sleep(1)", "does not wait"),
    ("Sources/MartletHTTP/A.swift", "import Foundation", "may not import Foundation"),
    ("Sources/MartletHTTP/A.swift",
     "#if canImport(FoundationEssentials)\nimport FoundationEssentials\n#else\npublic import Foundation\n#endif", None),
    ("Sources/Martlet/A.swift",
     "#if canImport(FoundationEssentials)\nimport FoundationEssentials\n#else\nimport Foundation\n#endif",
     "may not import FoundationEssentials"),
    ("Sources/Martlet/A.swift", "// Safe: its lock guards it.\nfinal class A: @unchecked Sendable {}", None),
    ("Sources/Martlet/A.swift", "logger.print(1); fingerprint(2)", None),
    ("Sources/MartletHTTP/A.swift", "public import NIOCore\nimport Martlet\nimport Glibc", None),
    ("Sources/Martlet/A.swift", "\n" * MAX_LINES, None),
]
TRACKED_CASES = [
    (".build/debug/x", True), ("Examples/.build-x/y", True), ("Package.resolved", True), ("a/b.pyc", True),
    ("Sources/Martlet/Build/A.swift", False), ("Package.swift", False),
]


def self_test():
    wrong = []
    for path, text, expected in CASES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(text + "\n" if text.strip() else text)
            found = list(findings(Path(folder), [path], []))
        right = any(expected in finding for finding in found) if expected else not found
        if not right:
            wrong.append(f"{text.strip()[:60]!r} in {path}: expected {expected!r}, found {found}")
    for path, expected in TRACKED_CASES:
        if bool(list(tracked_files([path]))) != expected:
            wrong.append(f"tracked {path}: expected {expected}")
    return wrong


def main():
    failures = self_test() if "--self-test" in sys.argv[1:] else check(Path(__file__).resolve().parents[1])
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
