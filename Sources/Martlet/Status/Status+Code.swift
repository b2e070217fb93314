extension Status {
    /// The sixteen canonical error codes, those of gRPC and of Google's APIs.
    ///
    /// A struct and not an enum, so that a `switch` over codes has a `default` and a code read from a newer peer has a
    /// place. Source: [gRPC status codes](https://grpc.io/docs/guides/status-codes/).
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number on the wire of gRPC, 1 to 16 for the canonical codes.
        public let rawValue: Int

        /// Makes a code from its number.
        ///
        /// - Parameter rawValue: The number; 0 means success in gRPC and is no error, so it makes no code.
        public init?(rawValue: Int) {
            guard rawValue > 0 else { return nil }
            self.rawValue = rawValue
        }

        private init(_ rawValue: Int) {
            self.rawValue = rawValue
        }

        /// The caller cancelled the call. Never a failure of the peer.
        public static let cancelled = Code(1)

        /// An error that says nothing about itself: any error that is neither a ``Status`` nor ``StatusConvertible``.
        public static let unknown = Code(2)

        /// The request is wrong whatever the state of the system. When it is wrong only now, use
        /// ``failedPrecondition`` or ``outOfRange``.
        public static let invalidArgument = Code(3)

        /// The deadline passed before the call was done; it may have taken effect all the same.
        public static let deadlineExceeded = Code(4)

        /// What was asked for does not exist. When a whole class of users may not know of it, ``permissionDenied``.
        public static let notFound = Code(5)

        /// What was to be created exists.
        public static let alreadyExists = Code(6)

        /// The caller is known and may not do this. When it is not known, ``unauthenticated``.
        public static let permissionDenied = Code(7)

        /// A quota, a limit or a queue is full: for rejections by a limiter.
        public static let resourceExhausted = Code(8)

        /// The state of the system must change before a retry can help.
        public static let failedPrecondition = Code(9)

        /// A conflict with a concurrent call; start again at the read. When resending alone helps, ``unavailable``.
        public static let aborted = Code(10)

        /// Past the valid range, which may grow: reading past the end.
        public static let outOfRange = Code(11)

        /// The operation does not exist here.
        public static let unimplemented = Code(12)

        /// An invariant is broken: a bug on this side.
        public static let `internal` = Code(13)

        /// Not now; sending the same call again may work: a peer that is down, a breaker that is open.
        public static let unavailable = Code(14)

        /// Data was lost or damaged and is not coming back.
        public static let dataLoss = Code(15)

        /// The caller is not known: credentials are missing or wrong.
        public static let unauthenticated = Code(16)

        /// The canonical codes in the order of their numbers.
        public static let all: [Code] = [
            cancelled, unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists, permissionDenied,
            resourceExhausted, failedPrecondition, aborted, outOfRange, unimplemented, `internal`, unavailable,
            dataLoss,
            unauthenticated,
        ]
    }
}

extension Status.Code {
    /// Whether the failure is one of the side that was called, which should trouble whoever runs it: breakers and error
    /// rates count it. False for what callers decide how often it happens: their mistakes, their cancellations, conflicts
    /// among them, limits that they run into.
    ///
    /// The codes of which OpenTelemetry makes an error on the server's side, but for ``unimplemented``, which a healthy
    /// peer answers to a wrong call. Source:
    /// [semantic conventions for gRPC](https://opentelemetry.io/docs/specs/semconv/rpc/grpc/).
    public var isServerFault: Bool {
        switch self {
        case .cancelled, .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .resourceExhausted: false
        case .failedPrecondition, .aborted, .outOfRange, .unimplemented, .unauthenticated: false
        default: true
        }
    }
}

extension Status.Code: CustomStringConvertible {
    private static let names = [
        "cancelled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
        "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range", "unimplemented",
        "internal", "unavailable", "data_loss", "unauthenticated",
    ]

    /// The name in text formats: `not_found`; the number for a code that is not canonical.
    public var description: String {
        Self.names.indices.contains(rawValue - 1) ? Self.names[rawValue - 1] : "\(rawValue)"
    }

    /// Reads a name as ``description`` writes it, or a number.
    ///
    /// - Parameter name: The name, in lower case with underscores.
    public init?(name: some StringProtocol) {
        if let index = Self.names.firstIndex(where: { $0 == name }) {
            self.init(rawValue: index + 1)
        } else if let number = Int(name) {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }

    /// The name as gRPC and OpenTelemetry write it: `NOT_FOUND`; the number for a code that is not canonical.
    package var canonicalName: String { description.uppercased() }

    /// The name in words: `not found`.
    var phrase: String {
        String(description.map { $0 == "_" ? " " : $0 })
    }
}
