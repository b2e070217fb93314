/// The open streams of a connection, found by their ids.
///
/// A stream keeps its place as long as it is open, so whoever has more to say about it can keep that in an array of its own.
struct HTTP2StreamTable: Sendable {
    /// A stream: what is left of the windows, and which sides have ended.
    struct Stream: BitwiseCopyable, Sendable {
        var id: UInt32 = 0
        /// The next stream with the same hash, or the next free place.
        fileprivate var next: Int32 = -1
        var sendWindow = 0
        var receiveWindow = 0
        var emptyFrameCount = 0
        var hasRequestEnded = false
        var hasResponseEnded = false
    }

    private var places: [Stream] = []
    private var chains: [Int32] = []
    private var firstFree: Int32 = -1
    private(set) var count = 0

    subscript(place: Int) -> Stream {
        @inline(__always) get { places[place] }
        @inline(__always) _modify { yield &places[place] }
    }

    /// Where a stream is.
    func place(of id: UInt32) -> Int? {
        guard count > 0 else { return nil }
        var place = chains[chain(of: id)]
        while place >= 0 {
            if places[Int(place)].id == id { return Int(place) }
            place = places[Int(place)].next
        }
        return nil
    }

    /// Adds a stream that is not there.
    mutating func insert(_ id: UInt32, sendWindow: Int, receiveWindow: Int) -> Int {
        if firstFree < 0 { grow() }
        let place = firstFree
        firstFree = places[Int(place)].next
        let chain = chain(of: id)
        places[Int(place)] = Stream(
            id: id,
            next: chains[chain],
            sendWindow: sendWindow,
            receiveWindow: receiveWindow
        )
        chains[chain] = place
        count += 1
        return Int(place)
    }

    /// Frees a place.
    mutating func remove(at place: Int) {
        let chain = chain(of: places[place].id)
        let removed = Int32(truncatingIfNeeded: place)
        if chains[chain] == removed {
            chains[chain] = places[place].next
        } else {
            var previous = Int(chains[chain])
            while places[previous].next != removed { previous = Int(places[previous].next) }
            places[previous].next = places[place].next
        }
        places[place].id = 0
        places[place].next = firstFree
        firstFree = removed
        count -= 1
    }

    /// Changes all send windows by as much.
    ///
    /// - Returns: Whether none has become too large.
    mutating func growSendWindows(by difference: Int) -> Bool {
        var isValid = true
        for place in places.indices where places[place].id > 0 {
            places[place].sendWindow += difference
            isValid = isValid && places[place].sendWindow <= HTTP2ServerConnection.maximumWindow
        }
        return isValid
    }

    /// Clients use odd ids one after the other.
    @inline(__always)
    private func chain(of id: UInt32) -> Int { Int(id &>> 1) & (chains.count &- 1) }

    private mutating func grow() {
        let size = max(4, 2 * places.count)
        firstFree = Int32(truncatingIfNeeded: places.count)
        for place in places.count..<size {
            var free = Stream()
            free.next = place + 1 < size ? Int32(truncatingIfNeeded: place + 1) : -1
            places.append(free)
        }
        chains = [Int32](repeating: -1, count: size)
        for place in places.indices where places[place].id > 0 {
            let chain = chain(of: places[place].id)
            places[place].next = chains[chain]
            chains[chain] = Int32(truncatingIfNeeded: place)
        }
    }
}
