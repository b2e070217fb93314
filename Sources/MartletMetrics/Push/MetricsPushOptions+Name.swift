extension MetricsPushOptions {
    /// The options with the name of the exporter, unless they have one of the user's.
    package func named(_ name: String) -> MetricsPushOptions {
        var options = self
        if options.name == MetricsPushOptions().name { options.name = name }
        return options
    }
}
