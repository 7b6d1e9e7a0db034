using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Report;
using Perdure.Scenarios.Servers;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.History;

/// <summary>
/// A redis that is written to all the time, checkpointed every second: what it serves with and without, how long it stands still, and what the history takes on the disk; against one dump of the peer.
/// </summary>
internal sealed class HistoryScenario(RunOptions options, RecordWriter records, Criu? peer, Results results)
{
    private const string Name = "redis-1g-history";
    private const string Bare = "bare";
    private const int PerSecond = 20_000;
    private const int Checkpoints = 60;
    private static readonly TimeSpan BareTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public void Run()
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            Console.Error.WriteLine($"{Name}: round {round} of {options.Rounds}");
            var server = new Redis(Path.Combine(options.WorkDirectory, $"{Name}-{round}"), options.Megabytes, records);
            server.Start();
            using (var load = new PacedLoad(server.Port, server.Keys, PerSecond, options.Seed + round))
                Measure(server, load);
            server.Stop();
        }
    }

    private void Measure(Redis server, PacedLoad load)
    {
        Thread.Sleep(WarmUp);
        var before = Serve(load, Bare, () => Thread.Sleep(BareTime));
        var folder = Path.Combine(options.WorkDirectory, Name);
        List<HistoryEvent> events = [];
        long storeBytes;
        double with;
        var supervision = new Supervision(options.PerdureBinary, folder, server, "--every", "1s");
        using (supervision)
        {
            // The first one reads everything.
            Await(supervision, 1);
            with = Serve(load, "perdure", () => events = Await(supervision, Checkpoints));
            storeBytes = DiskUsage.Of(supervision.Store).AllocatedBytes;
        }

        var after = Serve(load, Bare, () => Thread.Sleep(BareTime));
        Add("throughput", "perdure", new Figure("answers", "1/s", with));
        Add("throughput", Bare, new Figure("answers", "1/s", (before + after) / 2));
        Report(events, storeBytes, supervision.PeakMemoryBytes);
        if (peer is not null)
            Dump(server, peer);
        Directory.Delete(folder, recursive: true);
    }

    private void Report(List<HistoryEvent> events, long storeBytes, long memory)
    {
        var later = events.Skip(1).ToList();
        Add("pause", "perdure", Figure.Milliseconds("median pause", Median(later.Select(one => one.PauseMilliseconds))));
        Add("pause", "perdure", Figure.Milliseconds("worst pause", later.Max(one => one.PauseMilliseconds)));
        Add("pause", "perdure", Figure.Milliseconds("median wall of a checkpoint", Median(later.Select(one => one.WallMilliseconds))));
        Add("bytes", "perdure", Figure.Megabytes("stored by a checkpoint", (long)Median(later.Select(one => (double)one.StoredBytes))));
        Add("bytes", Bare, Figure.Megabytes("stored by a checkpoint", (long)Median(later.Select(one => (double)one.WrittenBytes))));
        Add("store", "perdure", Figure.Megabytes($"{Checkpoints} checkpoints, allocated", storeBytes));
        Add("store", "perdure", Figure.Megabytes("peak memory of the supervisor", memory));
    }

    private void Dump(Redis server, Criu tool)
    {
        tool.Forget();
        var run = tool.Checkpoint(server, leaveRunning: true);
        var frozen = Figure.Milliseconds("median pause", run.ReportedPauseMicroseconds / 1000.0);
        Add("pause", "criu", frozen);
        Add("pause", "criu", frozen with { Name = "worst pause" });
        Add("store", "criu", Figure.Megabytes($"{Checkpoints} checkpoints, allocated", DiskUsage.Of(tool.ImageFolder).AllocatedBytes));
        tool.Forget();
    }

    /// <summary>Answers per second while something goes on, and how late they were.</summary>
    private double Serve(PacedLoad load, string tool, Action meanwhile)
    {
        load.TakeLatencies();
        var (from, answered) = (Clock.Now, load.Answered);
        meanwhile();
        var rate = (load.Answered - answered) * 1000 / Clock.MillisecondsSince(from);
        var latencies = load.TakeLatencies();
        foreach (var (name, share) in new[] { ("latency, median", 0.5), ("latency, 99 %", 0.99), ("latency, 99.9 %", 0.999), ("latency, worst", 1.0) })
            Add("throughput", tool, Figure.Milliseconds(name, latencies[(int)((latencies.Count - 1) * share)]));
        return rate;
    }

    private static List<HistoryEvent> Await(Supervision supervision, int checkpoints)
    {
        for (var deadline = Clock.After(Clock.Now, MostTime); Clock.Now < deadline;)
        {
            // Rarely: to ask is a process start, too.
            Thread.Sleep(1000);
            if (supervision.Events() is var events && events.Count >= checkpoints)
                return events;
        }

        throw new PerdureException($"there were not {checkpoints} checkpoints after {MostTime.TotalSeconds} s");
    }

    private void Add(string row, string tool, Figure figure) => results.Add(Name, row, tool, figure);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
