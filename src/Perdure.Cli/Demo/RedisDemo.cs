using Perdure.Checkpoints;
using Perdure.Checkpoints.Restoring;
using Perdure.Checkpoints.Taking;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Demo;

/// <summary>The demo: a redis full of data dies and comes back.</summary>
internal sealed class RedisDemo(string folder, DemoSteps steps, CancellationToken interrupted)
{
    /// <summary>Plays it. What it started is gone afterwards, however it ends.</summary>
    internal IReadOnlyList<DemoStep> Play()
    {
        using var redis = RedisServer.Start(folder);
        using var store = ImageStore.Open(Path.Combine(folder, "store"));
        var checkpoint = default(CheckpointId);
        steps.Take($"start redis-server on port {redis.Port} as {redis.Current} and fill it", () => Fill(redis));
        steps.Take("take a checkpoint of it while it runs", () => Checkpoint(redis, store, out checkpoint));
        steps.Take("kill it with SIGKILL", () => Kill(redis));
        steps.Take("restore it", () => Restore(redis, store, checkpoint));
        steps.Take("read the data back", () => Read(redis));
        steps.Take("write to it", () => Write(redis));
        return steps.Done;
    }

    private string Fill(RedisServer redis)
    {
        using var client = redis.Connect(interrupted);
        DemoData.Fill(client, interrupted);
        return $"{client.Ask("DBSIZE")} keys";
    }

    private static string Checkpoint(RedisServer redis, ImageStore store, out CheckpointId checkpoint)
    {
        var outcome = CheckpointTaker.Take(store, redis.Current!.Value, new CheckpointOptions { Name = "demo" }, null);
        checkpoint = outcome.Entry.Id;
        return $"{ByteSize.Format(outcome.Entry.MemoryBytes)} of memory, {ByteSize.Format(outcome.Entry.StoredBytes)} stored, redis paused for {Duration.Format(outcome.Timings.PauseMicroseconds)}";
    }

    private static string Kill(RedisServer redis)
    {
        redis.KillHard();
        return "gone, and its memory with it";
    }

    private string Restore(RedisServer redis, ImageStore store, CheckpointId checkpoint)
    {
        redis.Current = ProgramRestorer.Restore(store, checkpoint, new RestoreOptions(), null).Root;
        using var client = redis.Connect(interrupted);
        return $"it answers again, as {redis.Current}";
    }

    private string Read(RedisServer redis)
    {
        using var client = redis.Connect(interrupted);
        var (keys, wrong) = (client.Ask("DBSIZE"), DemoData.CountWrong(client));
        if (keys != $"{DemoData.Keys}" || wrong > 0)
            throw new PerdureException($"the restored redis has {keys} keys, and {wrong} of those looked at are wrong", "this is a bug of ours; please report it");
        return $"{keys} keys, and each of the {DemoData.Keys / 100} looked at is right";
    }

    private string Write(RedisServer redis)
    {
        using var client = redis.Connect(interrupted);
        client.Ask("SET", "after", "the restore");
        return $"'after' is now '{client.Ask("GET", "after")}'";
    }
}
