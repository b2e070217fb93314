extension Instrumentation {
    /// What the metrics of calls are called.
    public struct Names: Sendable {
        /// The timer of calls, by how they ended; `nil` for none.
        var duration: String?

        /// The counter of calls, by how they ended; `nil` for none.
        var requests: String?

        /// The meter of calls in flight; `nil` for none.
        var active: String?

        /// The dimension with the name of the endpoint.
        var method: String

        /// The dimension that says how a call ended.
        var outcome: @Sendable (Status.Code?) -> (String, String)

        /// The names of OpenTelemetry's semantic conventions, which the layer has unless you say otherwise.
        ///
        /// - Parameter side: On which side of the wire the endpoint stands.
        public static func openTelemetry(_ side: CallSide) -> Names {
            Names(
                duration: "rpc.\(side.name).call.duration",
                requests: "rpc.\(side.name).requests",
                active: "rpc.\(side.name).active_requests",
                method: "rpc.method",
                outcome: { ("rpc.response.status_code", $0?.canonicalName ?? "OK") }
            )
        }

        /// The names of Go kit's `stringsvc`: `my_group_string_service_request_count` and
        /// `my_group_string_service_request_latency_microseconds`, by `method` and `error`.
        ///
        /// The value of the second is in seconds in Go kit's example, whatever its name says. Here it has the unit that the
        /// backend gives to timers.
        ///
        /// - Parameters:
        ///   - namespace: The first part of all names: `my_group`; none when it is empty.
        ///   - subsystem: The second part: `string_service`; none when it is empty.
        public static func goKit(namespace: String = "", subsystem: String = "") -> Names {
            let prefix = Self.prefix(namespace, subsystem)
            return Names(
                duration: prefix + "request_latency_microseconds",
                requests: prefix + "request_count",
                active: nil,
                method: "method",
                outcome: { ("error", $0 == nil ? "false" : "true") }
            )
        }

        /// The name of Go kit's `addsvc`: `example_addsvc_request_duration_seconds`, by `method` and `success`.
        ///
        /// - Parameters:
        ///   - namespace: The first part of the name: `example`; none when it is empty.
        ///   - subsystem: The second part: `addsvc`; none when it is empty.
        public static func goKitDuration(namespace: String = "", subsystem: String = "") -> Names {
            Names(
                duration: Self.prefix(namespace, subsystem) + "request_duration_seconds",
                requests: nil,
                active: nil,
                method: "method",
                outcome: { ("success", $0 == nil ? "true" : "false") }
            )
        }

        private static func prefix(_ parts: String...) -> String {
            parts.filter { !$0.isEmpty }.map { $0 + "_" }.joined()
        }
    }
}
