/// A connection as its ``ServerLoop`` sees it. All methods are called on that loop.
package protocol ServerConnection: AnyObject {
    /// Gives the channel what there is to write.
    func flush()

    /// The server is stopping: answers what was read, as far as the wire has it, and closes.
    func drain()

    /// Lets the calls in flight finish, takes no others, and closes.
    func shutDown()

    /// Closes the connection whatever it is doing.
    func closeNow()

    /// Called once per tick.
    func checkTimeouts()
}

extension ServerConnection {
    /// Lets the calls in flight finish, takes no others, and closes.
    package func drain() { shutDown() }
}
