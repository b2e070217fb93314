import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process and all that it started.
enum ProcessGroup {
    /// Whether any process of it lives; one that is dead but that nobody has asked for does not.
    static func isAlive(_ id: pid_t) -> Bool {
        guard kill(-id, 0) == 0 else { return false }
        #if os(Linux)
        // The dead count for kill(2), and a container may have no init that asks for them.
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { Int($0) != nil } ?? []
        return processes.contains { process in
            let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
            // "id (name) state parent group …"; the name may hold anything.
            let text = String(decoding: data, as: UTF8.self)
            guard let end = text.range(of: ") ", options: .backwards)?.upperBound else { return false }
            let fields = text[end...].split(separator: " ")
            return fields.count > 2 && fields[0] != "Z" && fields[2] == "\(id)"
        }
        #else
        return true
        #endif
    }

    /// Waits until those that its end has sent SIGKILL to are gone, so that their ports are free; two seconds at most.
    /// Blocks.
    static func waitUntilGone(_ id: pid_t) {
        for _ in 0..<200 {
            guard isAlive(id) else { return }
            poll(nil, 0, 10)
        }
    }
}
