using System.Globalization;
using System.Text.RegularExpressions;
using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Report;
using Perdure.Scenarios.Servers;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.History;

/// <summary>What a server loses by being supervised while no checkpoint is taken: closed loops, with and without in turn.</summary>
/// <param name="name">The name of the scenario.</param>
/// <param name="options">What was asked.</param>
/// <param name="records">Writes what the server keeps.</param>
/// <param name="results">Where the figures go.</param>
/// <param name="supervision">How it is supervised.</param>
internal sealed partial class SupervisedScenario(string name, RunOptions options, RecordWriter records, Results results, params string[] supervision)
{
    private const int Turns = 3;

    public void Run()
    {
        using var redis = new Running(new Redis(Path.Combine(options.WorkDirectory, name + "-redis"), 100, records));
        Compare("redis", redis.Server, "redis-benchmark -t get,set -n 1000000 -r 100000 -d 512 -c 20 -P 4 -q -p {0} | tr '\\r' '\\n'", RedisRate());
        using var nginx = new Running(new Nginx(Path.Combine(options.WorkDirectory, name + "-nginx")));
        Compare("nginx", nginx.Server, "wrk -t 1 -c 20 -d 4s http://127.0.0.1:{0}/", WrkRate());
    }

    private void Compare(string row, Server server, string load, Regex rate)
    {
        var command = string.Format(CultureInfo.InvariantCulture, load, server.Port);
        Shell.Run(command);
        for (var round = 1; round <= options.Rounds * Turns; round++)
        {
            Console.Error.WriteLine($"{name} {row}: round {round} of {options.Rounds * Turns}");

            // A B B A: what the machine does by and by hits both.
            if (round % 2 == 1)
                Add(row, "bare", Shell.Run(command), rate);
            using (var supervisor = new Supervision(options.PerdureBinary, Path.Combine(options.WorkDirectory, name), server, supervision))
            {
                supervisor.AwaitBegin();
                Add(row, "perdure", Shell.Run(command), rate);
            }

            if (round % 2 == 0)
                Add(row, "bare", Shell.Run(command), rate);
        }
    }

    private void Add(string row, string tool, string output, Regex rate)
    {
        var rates = rate.Matches(output).Select(match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        if (rates.Count == 0)
            throw new PerdureException($"the load on {row} has not said how quick it was: {output}");
        results.Add(name, row, tool, new Figure("answers", "1/s", rates.Average()));
    }

    [GeneratedRegex(@"([\d.]+) requests per second")]
    private static partial Regex RedisRate();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex WrkRate();

    /// <summary>A server that ends with its scope.</summary>
    private sealed class Running : IDisposable
    {
        public Running(Server server)
        {
            Server = server;
            server.Start();
        }

        public Server Server { get; }

        public void Dispose() => Server.Stop();
    }
}
