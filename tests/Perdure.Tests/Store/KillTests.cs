using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>Writers that are killed at random moments: what is listed is whole, and nothing is left of the rest.</summary>
public sealed class KillTests : IDisposable
{
    private const int Trials = 12;
    private readonly ScratchStore _scratch = new();

    [Fact]
    public void A_killed_writer_leaves_whole_checkpoints_and_nothing_else()
    {
        var random = new Random();
        for (var trial = 0; trial < Trials; trial++)
        {
            RunAndKill(TimeSpan.FromMilliseconds(random.Next(5, 300)));
            _scratch.Reopen();
            var entries = _scratch.Store.List();
            foreach (var entry in entries)
                Assert.Empty(_scratch.Store.Verify(entry.Id).Problems);
            Assert.DoesNotContain(_scratch.Files(), file => file.StartsWith("unfinished", StringComparison.Ordinal));
            Assert.Equal(entries.Count, Directory.GetFiles(_scratch.Store.Layout.Images).Length);
        }
        foreach (var entry in _scratch.Store.List())
            _scratch.Store.Delete(entry.Id);
        Assert.Empty(_scratch.Files());
    }

    /// <summary>The body of the process to be killed: writes, compacts and deletes for ever.</summary>
    [Fact]
    public void Victim()
    {
        using var store = ImageStore.Open(VictimProcess.StoreOfVictim());
        VictimProcess.SayReady();
        for (var i = 0; ; i++)
        {
            using (var writer = store.Begin(new CheckpointLabel("victim", i, "x"), (ImageCompression)(i % 2)))
            {
                foreach (var chunk in Pages.Mixed(i % 3))
                    ScratchStore.Add(writer, chunk);
                writer.Commit(new ImageTotals(1, 1, 0));
            }
            foreach (var id in store.ListDeferred())
                store.Compact(id);
            if (store.List() is { Count: > 4 } list)
                store.Delete(list[i % list.Count].Id);
        }
    }

    public void Dispose() => _scratch.Dispose();

    private void RunAndKill(TimeSpan after)
    {
        using var victim = new VictimProcess(typeof(KillTests), nameof(Victim), _scratch.Root);
        victim.AwaitReady();
        Thread.Sleep(after);
        victim.Kill();
    }
}
