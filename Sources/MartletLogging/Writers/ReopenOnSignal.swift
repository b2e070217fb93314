public import ServiceLifecycle
import UnixSignals

/// Opens the files of writers again when the process gets SIGHUP, as `logrotate` expects it.
///
/// ```swift
/// let group = ServiceGroup(services: [writer, ReopenOnSignal(writer), server], …)
/// ```
///
/// While it runs, SIGHUP does not end the process.
public struct ReopenOnSignal: Service {
    private let writers: [BufferedLogWriter]

    /// Makes a service.
    ///
    /// - Parameter writers: Whose files are opened again.
    public init(_ writers: BufferedLogWriter...) {
        self.writers = writers
    }

    /// Waits for signals until the service is shut down.
    public func run() async {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            for writer in writers { writer.reopen() }
        }
    }
}
