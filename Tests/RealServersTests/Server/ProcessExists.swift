import Foundation
import Synchronization

@testable import RealServers

/// Whether a process of that group lives.
func processExists(_ group: Int32) -> Bool { ProcessGroup.isAlive(group) }

/// Whether a process lives; a dead one that nobody has asked for does not.
func processIsAlive(_ id: Int32) -> Bool { processState(id).map { $0 != "Z" } ?? false }

/// `R`, `S`, `T`, `Z`, …
func processState(_ id: Int32) -> Character? {
    let stat = String(decoding: FileManager.default.contents(atPath: "/proc/\(id)/stat") ?? Data(), as: UTF8.self)
    return stat.split(separator: ") ").last?.first
}

/// Counts up, for each name by itself.
final class FreshNumbers: Sendable {
    private let numbers = Mutex<[String: Int]>([:])

    func next(_ name: String) -> Int {
        numbers.withLock {
            $0[name, default: 0] += 1
            return $0[name, default: 0]
        }
    }
}

/// What a body saw, kept for after it.
final class Seen: Sendable {
    private let value = Mutex<(id: Int32?, folder: String)>((nil, ""))
    private let process = Mutex<ServerProcess?>(nil)

    var id: Int32? { value.withLock { $0.id } }
    var folder: String { value.withLock { $0.folder } }

    /// Keeps the process from being forgotten, which would end it too.
    func set(_ process: ServerProcess) {
        value.withLock { $0 = (process.id, process.folder.path) }
        self.process.withLock { $0 = process }
    }

    func forget() { process.withLock { $0 = nil } }
}
