public import Tracing

/// The fields of Zipkin: `b3`, or `x-b3-traceid` and its companions.
///
/// ```swift
/// b3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90
/// ```
///
/// It writes the style that it is made for and reads both, the one field first. A caller that sends identities and no
/// decision leaves the decision to the sampler; one that sends a decision and no identities begins a new trace and has the
/// decision kept; one that asks for debugging has its trace recorded whatever the sampler says.
///
/// Source: [B3 propagation](https://github.com/openzipkin/b3-propagation).
public struct B3Propagator: Propagator {
    /// Which fields are written.
    public struct Style: Hashable, Sendable {
        private enum Kind { case single, multi }
        private let kind: Kind

        /// The one field `b3`.
        public static let single = Style(kind: .single)

        /// One field for each part: `x-b3-traceid`, `x-b3-spanid`, `x-b3-parentspanid`, `x-b3-sampled`, `x-b3-flags`.
        public static let multi = Style(kind: .multi)
    }

    private let style: Style

    /// Makes a propagator.
    ///
    /// - Parameter style: Which fields are written.
    public init(_ style: Style = .single) {
        self.style = style
    }

    /// The names of the fields that are written.
    public var fields: [String] { style == .single ? [B3Fields.single] : B3Fields.multi }

    /// Reads the span of the caller.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let fields =
            extractor.extract(key: B3Fields.single, from: carrier).flatMap(B3Fields.init(single:))
            ?? B3Fields { extractor.extract(key: $0, from: carrier) }
        if let parent = fields?.receivedParent { context.traceParent = .received(parent) }
    }

    /// Writes the current span.
    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let fields = context.traceParent.map(B3Fields.init(_:)) else { return }
        if style == .single {
            injector.inject(fields.singleValue, forKey: B3Fields.single, into: &carrier)
        } else {
            for (name, value) in fields.multiValues { injector.inject(value, forKey: name, into: &carrier) }
        }
    }
}
