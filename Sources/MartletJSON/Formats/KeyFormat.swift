extension JSONCodec {
    /// How the keys of objects are spelled in JSON, as opposed to in Swift.
    ///
    /// The keys of a dictionary `[String: Value]` are data and stay as they are. Anything but ``asDeclared`` costs a
    /// hash table per object when decoding; `CodingKeys` with raw values cost nothing and can be searched for.
    public struct KeyFormat: Sendable {
        enum Choice: Sendable {
            case asDeclared
            case snakeCase
            case custom(encode: @Sendable (String) -> String, decode: @Sendable (String) -> String)
        }

        let choice: Choice

        /// The same in both.
        public static let asDeclared = KeyFormat(choice: .asDeclared)

        /// `firstName` in Swift is `first_name` in JSON, by the rules of Foundation's `convertToSnakeCase` and
        /// `convertFromSnakeCase`.
        ///
        /// The two aren't inverse for acronyms: `imageURL` is written as `image_url`, which is read as `imageUrl`.
        public static let snakeCase = KeyFormat(choice: .snakeCase)

        /// A rule of your own.
        ///
        /// ```swift
        /// let capitals = JSONCodec.KeyFormat.custom(
        ///     encode: { $0.uppercased() },
        ///     decode: { $0.lowercased() }
        /// )
        /// ```
        ///
        /// - Parameters:
        ///   - encode: makes the key in JSON from the key in Swift.
        ///   - decode: makes the key in Swift from the key in JSON. An object in which it makes the same of two keys
        ///     is refused.
        public static func custom(
            encode: @escaping @Sendable (String) -> String,
            decode: @escaping @Sendable (String) -> String
        ) -> KeyFormat {
            KeyFormat(choice: .custom(encode: encode, decode: decode))
        }

        var isAsDeclared: Bool {
            if case .asDeclared = choice { true } else { false }
        }

        func encode(_ key: String) -> String {
            switch choice {
            case .asDeclared: key
            case .snakeCase: SnakeCase.encode(key)
            case .custom(let encode, _): encode(key)
            }
        }

        func decode(_ key: String) -> String {
            switch choice {
            case .asDeclared: key
            case .snakeCase: SnakeCase.decode(key)
            case .custom(_, let decode): decode(key)
            }
        }
    }
}

/// A dictionary with strings for keys, whose keys are data: no format changes them.
protocol StringKeyedDictionary {}

extension Dictionary: StringKeyedDictionary where Key == String {}
