import MartletJSON

let arguments = CommandLine.arguments.dropFirst()
if arguments.contains("--help") {
    print(
        """
        USAGE: JSONBenchmark [--batches <count>] [<name>…]

        Prints one line per case: its name and the nanoseconds per operation, the median of the batches.
        The cases and the output are those of Benchmarks/Go/json/main.go.

          --batches <count>  batches of 20 ms per case (default: 7)
          <name>             only the cases whose name contains this
        """
    )
} else {
    try Cases.run(Options(arguments))
}
