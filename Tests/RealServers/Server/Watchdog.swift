#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Sees to it that a test run which crashes, or is killed, leaves no server and no folder behind.
///
/// It is a shell that reads from a pipe which only this process writes to: which process groups live now. The pipe ends
/// when this process ends, however it does, and the shell then kills those that are left.
/// (PR_SET_PDEATHSIG would not do: it acts when the *thread* ends that started the process, and reaches one process only.)
final class Watchdog: Sendable {
    static let shared = Watchdog()

    private static let script = """
        trap '' HUP INT TERM PIPE
        set -f
        alive=
        while read -r change id folder; do
            others=
            for entry in $alive; do
                [ "${entry%%:*}" = "$id" ] || others="$others $entry"
            done
            alive=$others
            [ "$change" = + ] && alive="$alive $id:$folder"
        done
        for entry in $alive; do kill -KILL "-${entry%%:*}"; done
        for entry in $alive; do
            case ${entry#*:} in /tmp/martlet-?*) rm -rf "${entry#*:}" ;; esac
        done
        """

    private let pipe: Int32

    private init() {
        var ends: [Int32] = [-1, -1]
        guard makePipe(&ends) == 0 else {
            pipe = -1
            return
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = ends[1]
        // Without it servers start too; a crash would then leave them behind.
        _ = try? spawn(
            Command("/bin/sh", ["-c", Self.script]),
            input: .descriptor(ends[0]),
            output: "/dev/null",
            errors: "/dev/null"
        )
        close(ends[0])
    }

    func guards(_ id: pid_t, folder: TemporaryFolder?) { tell("+ \(id) \(folder?.path ?? "")\n") }

    func forgets(_ id: pid_t) { tell("- \(id)\n") }

    // One write is one line: short writes to a pipe are not mixed with others.
    private func tell(_ line: String) {
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
    }
}

/// `pipe(2)`, which has the name of a property above.
private func makePipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }
