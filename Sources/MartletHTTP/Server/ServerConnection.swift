/// A connection, of whatever version of HTTP, as its ``ConnectionLoop`` sees it. All methods are called on that loop.
protocol ServerConnection: AnyObject {
    /// Gives the channel what there is to write.
    func flush()

    /// Lets the requests in flight finish, takes no others, and closes.
    func shutDown()

    /// Closes the connection whatever it is doing.
    func closeNow()

    /// Called once per tick.
    func checkTimeouts()
}
