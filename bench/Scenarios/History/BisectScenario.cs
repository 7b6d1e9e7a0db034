using System.Text.Json;
using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Report;
using Perdure.Scenarios.Resp;
using Perdure.Scenarios.Servers;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.History;

/// <summary>How many of 64 checkpoints of a program of 100 MB are restored to find the one at which a value went bad.</summary>
internal sealed class BisectScenario(RunOptions options, RecordWriter records, Results results)
{
    private const string Name = "bisect-100m";
    private const int Checkpoints = 64;
    private const int Megabytes = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public void Run()
    {
        var server = new Redis(Path.Combine(options.WorkDirectory, Name + "-server"), Megabytes, records);
        server.Start();
        using (var supervision = new Supervision(options.PerdureBinary, Path.Combine(options.WorkDirectory, Name), server))
        {
            supervision.AwaitBegin();
            for (var round = 1; round <= options.Rounds; round++)
                Measure(server, supervision, new Random(options.Seed + round).Next(1, Checkpoints));
        }

        server.Stop();
    }

    /// <param name="server">The program.</param>
    /// <param name="supervision">Who takes its checkpoints.</param>
    /// <param name="bad">The first bad checkpoint, counted from 0.</param>
    private void Measure(Redis server, Supervision supervision, int bad)
    {
        var since = DateTimeOffset.UtcNow;
        Console.Error.WriteLine($"{Name}: bad from number {bad} of {Checkpoints}");
        for (var number = 0; number < Checkpoints; number++)
        {
            using (var connection = new RespConnection(server.Port))
                connection.Ask($"SET balance {(number < bad ? "100" : "-1")}");
            supervision.Checkpoint();
        }

        using var process = new ToolProcess(options.PerdureBinary, ["bisect", Supervision.Name, "--since", $"{(DateTimeOffset.UtcNow - since).TotalSeconds + 0.05:0.00}s", "--check", $"test $(redis-cli -p {server.Port} get balance) -ge 0", "--json"]);
        var result = process.Wait(Patience);
        if (result.ExitCode != 0)
            throw new PerdureException($"bisect failed: {result.Errors}{result.Output}");
        using var document = JsonDocument.Parse(result.Output);
        results.Add(Name, "bisect", "perdure", new Figure("restores", "restores", document.RootElement.GetProperty("trials").GetArrayLength()));
        results.Add(Name, "bisect", "perdure", Figure.Milliseconds("wall", result.WallMilliseconds));
    }
}
