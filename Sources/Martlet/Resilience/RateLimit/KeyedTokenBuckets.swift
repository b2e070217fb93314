/// One token bucket for each of a bounded number of keys, as a value. The key that was asked for least recently is
/// forgotten first.
///
/// Inlinable down to the dictionary, so that it is compiled for the type of the key, which makes it eight times as
/// fast.
@usableFromInline
struct KeyedTokenBuckets<Key: Hashable> {
    @usableFromInline
    var buckets: RecentTokenBuckets

    /// The place of the bucket of each key.
    @usableFromInline
    var places: [Key: Int] = [:]

    /// The key of the bucket at each place.
    @usableFromInline
    var keys: [Key] = []

    init(_ bucket: TokenBucket, maximumKeys: Int) {
        buckets = RecentTokenBuckets(bucket, maximumCount: maximumKeys)
    }

    /// Takes a token of a key, whose bucket is full when it is new.
    ///
    /// - Returns: How long there is no token, `nil` with a token; and the key that was forgotten for this one, for the
    ///   caller to release where no lock is held.
    @inlinable
    mutating func take(_ key: Key, at now: Int64) -> (wait: Int64?, forgotten: Key?) {
        if let place = places[key] { return (buckets.take(at: place, now: now), nil) }
        var forgotten: Key?
        if let place = buckets.removeOldestIfFull() {
            // The new key comes to this place.
            let oldest = keys[place]
            forgotten = oldest
            places[oldest] = nil
        }
        let place = buckets.add()
        if place == keys.count { keys.append(key) } else { keys[place] = key }
        places[key] = place
        return (buckets.take(at: place, now: now), forgotten)
    }
}

/// Token buckets at numbered places, which know when each of them was last used.
@usableFromInline
struct RecentTokenBuckets {
    private let bucket: TokenBucket
    private let maximumCount: Int

    /// When each bucket will be full, by last use.
    private var full = LinkedSlots<TokenBucket.Ticks>()

    init(_ bucket: TokenBucket, maximumCount: Int) {
        self.bucket = bucket
        self.maximumCount = max(maximumCount, 1)
    }

    var count: Int { full.count }

    /// Takes a token of the bucket at a place.
    ///
    /// - Returns: `nil` with a token; without one, how long there is none.
    @usableFromInline
    mutating func take(at place: Int, now: Int64) -> Int64? {
        full.moveToEnd(place)
        switch bucket.take(full: full[place] ?? 0, at: now) {
        case .refused(let wait):
            return wait
        case .taken(let next):
            full[place] = next
            return nil
        }
    }

    /// Makes place for one more, if there are as many as may be.
    ///
    /// - Returns: The place that is free now.
    @usableFromInline
    mutating func removeOldestIfFull() -> Int? {
        guard full.count >= maximumCount, let oldest = full.first else { return nil }
        _ = full.remove(oldest)
        return oldest
    }

    /// Adds a full bucket.
    ///
    /// - Returns: Its place: the next higher one, or one that was freed.
    @usableFromInline
    mutating func add() -> Int {
        full.append(0)
    }
}
