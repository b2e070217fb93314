/// What an encoder has to know besides its syntax: one object, so that a line counts one reference.
final class EncoderSettings: Sendable {
    let limits: LogLimits
    let reserved: ReservedKeys
    let redacted: Set<String>
    let redacts: Bool

    init(limits: LogLimits = .standard, reserved: ReservedKeys = ReservedKeys(), redacted: Set<String> = []) {
        self.limits = limits
        self.reserved = reserved
        self.redacted = redacted
        redacts = !redacted.isEmpty
    }

    /// The same for what is nested, where no key is reserved.
    var nested: EncoderSettings {
        EncoderSettings(limits: limits, redacted: redacted)
    }
}
