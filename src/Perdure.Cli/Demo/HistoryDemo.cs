using System.Diagnostics;
using System.Globalization;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Demo;

/// <summary>The demo of a past: a shop in a redis, a checkpoint every second, and a bug that nobody sees for a while.</summary>
/// <param name="folder">Where everything lies.</param>
/// <param name="length">How long the shop is open.</param>
/// <param name="steps">Tells what is done.</param>
/// <param name="interrupted">Ends it.</param>
internal sealed class HistoryDemo(string folder, TimeSpan length, DemoSteps steps, CancellationToken interrupted)
{
    private const string Name = "shop";
    private const string Stock = "stock:anvils";
    private const double BugAt = 0.7;
    private readonly OwnCommand _perdure = new(folder);
    private int _orders;

    /// <summary>Plays it. What it started is gone afterwards, however it ends.</summary>
    internal IReadOnlyList<DemoStep> Play()
    {
        using var redis = RedisServer.Start(folder);
        steps.Take($"start redis-server on port {redis.Port} as {redis.Current} and fill it", () => Fill(redis));
        try
        {
            Live(redis);
        }
        finally
        {
            // However it ends: the supervisor would go on otherwise until redis is gone.
            StopQuietly();
        }

        return steps.Done;
    }

    private void Live(RedisServer redis)
    {
        var check = $"test $(redis-cli -p {redis.Port} get {Stock}) -ge 0";
        BisectDocument? found = null;
        steps.Take($"perdure attach {redis.Current} --name {Name} --every 1s --detach", () => Attach(redis));
        steps.Take($"sell anvils for {Duration.Format(length)}; unseen, a bug makes the stock negative", () => Sell(redis));
        steps.Take("perdure list", List);
        steps.Take($"perdure bisect {Name} --check '{check}'", () => Bisect(check, out found));
        steps.Take($"perdure diff {found!.LastGood.Id} {found.FirstBad.Id}", () => Diff(found));
        steps.Take($"perdure stop {Name}", Stop);
        steps.Take("kill redis with SIGKILL", () => Kill(redis));
        steps.Take($"perdure restore {found.LastGood.Id}", () => Restore(redis, found.LastGood.Id));
    }

    private string Fill(RedisServer redis)
    {
        using var client = redis.Connect(interrupted);
        DemoData.Fill(client, interrupted);
        client.Ask("SET", Stock, "1000000");
        return $"{client.Ask("DBSIZE")} keys";
    }

    private string Attach(RedisServer redis)
    {
        _perdure.Ask(DocumentJson.Readable.ProgramsDocument, "attach", $"{redis.Current}", "--name", Name, "--every", "1s", "--detach");
        return "redis knows nothing of it";
    }

    /// <summary>Connects anew for each order, as a checkpoint keeps no connection to somebody outside of it.</summary>
    private string Sell(RedisServer redis)
    {
        var isWrong = false;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length; interrupted.WaitHandle.WaitOne(20))
        {
            interrupted.ThrowIfCancellationRequested();
            using var client = redis.Connect(interrupted);
            client.Ask("DECR", Stock);
            client.Ask("SET", $"order:{(++_orders).ToString(CultureInfo.InvariantCulture)}", "an anvil");
            if (!isWrong && clock.Elapsed > length * BugAt)
                client.Ask("SET", Stock, "-7");
            isWrong = clock.Elapsed > length * BugAt;
        }

        using var last = redis.Connect(interrupted);
        return $"{Count.Of(_orders, "order")}, and {last.Ask("GET", Stock)} anvils";
    }

    private string List()
    {
        var checkpoints = _perdure.Ask(DocumentJson.Readable.ListDocument, "list").Checkpoints;
        var pauses = _perdure.Ask(DocumentJson.Readable.ProgramStatus, "status", Name);
        return $"{Count.Of(checkpoints.Count, "checkpoint")} of {ByteSize.Format(checkpoints[0].MemoryBytes)} take {ByteSize.Format(StoreBytes())} in all; the longest pause was {Duration.Format(pauses.LongestPauseMicroseconds)}";
    }

    private string Bisect(string check, out BisectDocument found)
    {
        found = _perdure.Ask(DocumentJson.Readable.BisectDocument, "bisect", Name, "--check", check);
        return $"{Count.Of(found.Trials.Count, "trial")}, apart from the running redis: good until {found.LastGood.Id}, bad from {found.FirstBad.Id}, {(found.FirstBad.Created - found.LastGood.Created).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s later";
    }

    private string Diff(BisectDocument found)
    {
        var differences = _perdure.Ask(DocumentJson.Readable.DiffDocument, "diff", found.LastGood.Id, found.FirstBad.Id);
        var memory = differences.Processes.SelectMany(process => process.Memory).ToList();
        var variables = memory.SelectMany(mapping => mapping.Symbols).Select(symbol => symbol.Name).Distinct().Take(3).ToList();
        return $"{memory.Sum(mapping => mapping.Bytes)} bytes in {Count.Of(memory.Sum(mapping => mapping.Pages), "page")} changed, variables such as {string.Join(", ", variables)} among them";
    }

    private string Stop()
    {
        _perdure.Ask(DocumentJson.Readable.ProgramStatus, "stop", Name);
        return "redis goes on";
    }

    private void StopQuietly()
    {
        try
        {
            _perdure.Ask(DocumentJson.Readable.ProgramStatus, "stop", Name);
        }
        catch (PerdureException)
        {
            // It was stopped before.
        }
    }

    private static string Kill(RedisServer redis)
    {
        redis.KillHard();
        return "gone";
    }

    private string Restore(RedisServer redis, string checkpoint)
    {
        redis.Current = new Pid(_perdure.Ask(DocumentJson.Readable.RestoreDocument, "restore", checkpoint).Pid);
        using var client = redis.Connect(interrupted);
        var (stock, keys) = (client.Ask("GET", Stock) ?? "", client.Ask("DBSIZE"));
        if (!int.TryParse(stock, CultureInfo.InvariantCulture, out var anvils) || anvils < 0)
            throw new PerdureException($"the restored redis has {stock} anvils", "this is a bug of ours; please report it");
        return $"{anvils} anvils, {keys} keys";
    }

    private long StoreBytes() =>
        Directory.EnumerateFiles(Path.Combine(folder, "store"), "*", SearchOption.AllDirectories).Sum(file => FileCalls.AllocatedBytes(file).Or(0));
}
