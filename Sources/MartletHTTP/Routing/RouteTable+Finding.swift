import MartletHTTP1

extension RouteTable {
    /// What a look-up comes to.
    enum Outcome: Equatable {
        /// The route with this index.
        case route(Int)

        /// No route; the patterns that match the path answer these methods. None if no pattern matches.
        case none(methods: UInt64)

        /// Not a path.
        case malformed
    }

    /// Finds the route for a path.
    ///
    /// All patterns that match are tried, from the most specific one on: at each segment a literal goes before a parameter,
    /// and that before a wildcard; the first segment that differs decides. The first pattern that has the method answers. So
    /// with `GET /a/b` and `POST /a/{x}`, `POST /a/b` comes to the second; both are in `Allow` when neither answers.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - methodName: Its name, needed when `method` is `.other`.
    ///   - path: The path, which begins with a slash or is empty; an empty one is treated as `/`.
    ///   - captures: Is emptied and filled with what the parameters stand for.
    ///   - visits: Grows by one for each step from node to node, forth and back.
    func find(
        _ method: HTTP1Method,
        methodName: RawSpan,
        path: RawSpan,
        captures: inout [HTTP1Slice],
        visits: inout Int
    ) -> Outcome {
        var captured = 0
        let outcome = find(method, methodName, path, &captures, &captured, &visits)
        // Captures are written over those of the last look-up, so for the same route again there's nothing to remove.
        if captures.count > captured { captures.removeLast(captures.count &- captured) }
        return outcome
    }

    @inline(__always)
    private func find(
        _ method: HTTP1Method,
        _ methodName: RawSpan,
        _ path: RawSpan,
        _ captures: inout [HTTP1Slice],
        _ captured: inout Int,
        _ visits: inout Int
    ) -> Outcome {
        // Slices have 16 bits, and so has the length of a head.
        guard path.byteCount <= Int(UInt16.max) else { return .malformed }
        if path.byteCount > 0, path.unsafeLoad(fromUncheckedByteOffset: 0, as: UInt8.self) != UInt8(ascii: "/") {
            return .malformed
        }
        let bit = method.slot == HTTP1Method.other.slot ? bit(ofOther: methodName) : 0
        if SegmentScan.containsPercent(path) {
            return findEscaped(method, bit, path, &captures, &captured, &visits)
        }
        return walk(method, bit, path, nil, &captures, &captured, &visits)
    }

    /// Finds the route for a path with percent signs.
    ///
    /// An invalid escape makes a path malformed wherever it stands, whether or not a route would look there: what is refused
    /// must not depend on the routes. Whether escaped bytes are UTF-8 isn't looked at: if not, they equal no literal, and a
    /// parameter may capture them.
    @inline(never)
    private func findEscaped(
        _ method: HTTP1Method,
        _ bit: UInt64,
        _ path: RawSpan,
        _ captures: inout [HTTP1Slice],
        _ captured: inout Int,
        _ visits: inout Int
    ) -> Outcome {
        guard PercentEncoding.isValid(path) else { return .malformed }
        return withUnsafeTemporaryAllocation(byteCount: longestLiteral + 1, alignment: 1) { scratch in
            walk(method, bit, path, scratch, &captures, &captured, &visits)
        }
    }

    /// Walks the tree along the path and back to where another choice is left.
    ///
    /// Nodes know their parents, and the slashes of the path tell where the segment before begins, so no stack is needed, and
    /// nothing can overflow. A node is come to once from above and at most twice from below, after its literal and after its
    /// parameter have failed: there are at most three visits to a node, whatever the path. Without alternatives there's one
    /// for each segment.
    @inline(__always)
    private func walk(
        _ method: HTTP1Method,
        _ bit: UInt64,
        _ path: RawSpan,
        _ scratch: UnsafeMutableRawBufferPointer?,
        _ captures: inout [HTTP1Slice],
        _ captured: inout Int,
        _ visits: inout Int
    ) -> Outcome {
        let count = path.byteCount
        var allowed: UInt64 = 0
        var node: Int32 = 0
        var start = min(1, count)
        var choice = Choice.literal
        while true {
            visits &+= 1
            let current = nodes.baseAddress.unsafelyUnwrapped + Int(node)
            let end = SegmentScan.endOfSegment(in: path, from: start)
            var child: Int32 = -1
            if choice == .literal {
                child = literalChild(of: node, limit: current.pointee.literalLimit, path, start..<end, scratch)
                if child < 0 { choice = .parameter }
            }
            if choice == .parameter, current.pointee.parameter >= 0, start < end {
                child = current.pointee.parameter
                capture(start..<end, &captures, &captured)
            }
            if child >= 0 {
                guard end == count else {
                    node = child
                    start = end &+ 1
                    choice = .literal
                    continue
                }
                // The last segment: either a pattern ends here, or the next choice is tried at the same node.
                let patternEnd = nodes[Int(child)].end
                if patternEnd >= 0 {
                    let route = route(at: patternEnd, method, bit: bit)
                    if route >= 0 { return .route(Int(route)) }
                    allowed |= methods(at: patternEnd)
                }
                if choice == .parameter { captured &-= 1 }
                choice = choice.next
                continue
            }
            if current.pointee.wildcardEnd >= 0 {
                let route = route(at: current.pointee.wildcardEnd, method, bit: bit)
                if route >= 0 {
                    capture(start..<count, &captures, &captured)
                    return .route(Int(route))
                }
                allowed |= methods(at: current.pointee.wildcardEnd)
            }
            // Nothing is captured any more at the root.
            if node == 0 { return .none(methods: allowed) }
            choice = current.pointee.isParameter ? .wildcard : .parameter
            if current.pointee.isParameter { captured &-= 1 }
            node = current.pointee.parent
            start = SegmentScan.startOfSegment(before: start, in: path)
        }
    }

    /// Sets the next capture.
    @inline(__always)
    private func capture(_ range: Range<Int>, _ captures: inout [HTTP1Slice], _ captured: inout Int) {
        if captured < captures.count {
            captures[captured] = HTTP1Slice(range)
        } else {
            captures.append(HTTP1Slice(range))
        }
        captured &+= 1
    }

    /// What is tried at a node, in this order.
    private enum Choice {
        case literal
        case parameter
        case wildcard

        /// What is tried when this has failed.
        var next: Choice { self == .literal ? .parameter : .wildcard }
    }

    /// The node after `node` for a literal segment, or -1.
    @inline(__always)
    private func literalChild(
        of node: Int32,
        limit: Int32,
        _ path: RawSpan,
        _ range: Range<Int>,
        _ scratch: UnsafeMutableRawBufferPointer?
    ) -> Int32 {
        guard let scratch else {
            return range.count < Int(limit) ? index.child(of: node, path, range) : -1
        }
        guard limit > 0, let count = PercentEncoding.decode(path, range, into: scratch), count < Int(limit) else {
            return -1
        }
        return index.child(of: node, UnsafeRawBufferPointer(scratch).bytes, 0..<count)
    }
}
