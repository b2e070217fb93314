extension String {
    /// The start of a text from a document, short enough for an error message.
    var excerpt: String {
        utf8.count > 64 ? prefix(64) + "…" : self
    }
}
