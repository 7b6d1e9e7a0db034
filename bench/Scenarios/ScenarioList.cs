using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Report;
using Perdure.Scenarios.Rows;
using Perdure.Scenarios.Servers;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios;

/// <summary>What each scenario consists of: its servers, one for each tool, and its rows.</summary>
internal sealed class ScenarioList(RunOptions options, IReadOnlyList<Tool> tools, RecordWriter records, Results results)
{
    private const int SmallMegabytes = 10;
    private const int SampleRecords = 40_000;

    public void Run(string name)
    {
        var contenders = tools.Select(tool => new Contender(tool, MakeServer(name, tool.Name))).ToList();
        foreach (var contender in contenders)
        {
            Console.Error.WriteLine($"{name}: starting the server of {contender.Tool.Name}");
            contender.Server.Start();
        }

        if (contenders[0].Server is Redis redis)
            results.Data[name] = Describe(redis);
        MachineMemory.Touch(options.WorkDirectory, MegabytesOf(name) * 3);
        new Scenario(name, contenders, options, results).Run(RowsOf(name));
        foreach (var contender in contenders)
            contender.Server.Stop();
    }

    private int MegabytesOf(string scenario) => scenario == "redis-1g" ? options.Megabytes : SmallMegabytes;

    private Server MakeServer(string scenario, string tool)
    {
        var folder = Path.Combine(options.WorkDirectory, $"{scenario}-{tool}-server");
        return scenario switch
        {
            "redis-1g" or "redis-10m" => new Redis(folder, MegabytesOf(scenario), records),
            "nginx" => new Nginx(folder),
            _ => throw new PerdureException($"unknown scenario {scenario}"),
        };
    }

    /// <summary>Rows that check the data come before those that change it.</summary>
    private IEnumerable<Row> RowsOf(string scenario)
    {
        Row[] everywhere = [new CheckpointRow(), new RestoreRow(lazy: false)];
        Row[] big = [new PauseRow(underLoad: false), new RestoreRow(lazy: true), new ThroughputRow(options.Seed), new PauseRow(underLoad: true)];
        var rows = scenario == "redis-1g" ? everywhere.Concat(big) : everywhere;
        return rows.OrderBy(row => RunOptions.AllRows.ToList().IndexOf(row.Name));
    }

    private Dictionary<string, object> Describe(Redis redis)
    {
        var sample = CompressionSample.OfRecords(records, Math.Min(SampleRecords, redis.Keys), options.WorkDirectory);
        var ratios = $"values compress {sample.ZstdRatio:0.00}x (zstd -1), {sample.Lz4Ratio:0.00}x (lz4 -1)";
        Console.Error.WriteLine($"{redis.Keys} records of {redis.MeanValueBytes:0} bytes; {ratios}");
        return new() { ["keys"] = redis.Keys, ["meanValueBytes"] = redis.MeanValueBytes, ["values"] = sample };
    }
}
