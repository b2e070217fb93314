/// What of a request decides where it goes, for balancers that send equal keys to the same instance.
///
/// ```swift
/// let cart = Endpoint<CartRequest, Cart>("cart", balancing: carts, by: .ringHash, keyedBy: .text { $0.user }) { … }
/// ```
///
/// The hash of a key is the same in every process, so that all clients agree.
public struct BalancingKey<Request: Sendable>: Sendable {
    @usableFromInline
    let hash: @Sendable (Request) -> UInt64?

    /// Makes a key of a hash of your own, which should use all 64 bits.
    ///
    /// - Parameter hash: Makes the hash; `nil` for a request without a key, which goes anywhere.
    public static func hash(_ hash: @escaping @Sendable (Request) -> UInt64?) -> BalancingKey {
        BalancingKey(hash: hash)
    }

    /// Makes a key of a text: the name of a user, a path.
    ///
    /// - Parameter text: Takes the text out of the request; `nil` for a request without a key, which goes anywhere.
    public static func text(_ text: @escaping @Sendable (Request) -> String?) -> BalancingKey {
        BalancingKey { request in text(request).map { StableHash.hash($0) } }
    }

    /// Makes a key of bytes.
    ///
    /// - Parameter bytes: Takes the bytes out of the request; `nil` for a request without a key, which goes anywhere.
    public static func bytes(_ bytes: @escaping @Sendable (Request) -> [UInt8]?) -> BalancingKey {
        BalancingKey { request in bytes(request).map { StableHash.hash($0) } }
    }

    /// Makes a key of a number: an id.
    ///
    /// - Parameter number: Takes the number out of the request; `nil` for a request without a key, which goes anywhere.
    public static func number(_ number: @escaping @Sendable (Request) -> Int?) -> BalancingKey {
        BalancingKey { request in
            number(request).map { StableHash.mix(UInt64(bitPattern: Int64($0)) &+ 0x9E37_79B9_7F4A_7C15) }
        }
    }
}
