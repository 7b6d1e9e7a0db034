using Perdure.Kernel;
using Perdure.KernelTests.Checkpoints;
using Perdure.Store;
using Perdure.Supervision;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Supervision;

/// <summary>A supervisor whose loop ends by a bug: whoever waits for it is told, and so is the journal.</summary>
public sealed class FailedLoopTests : IDisposable
{
    private const string Name = "unlucky";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-loop-").FullName;
    private readonly ImageStore _store;

    public FailedLoopTests()
    {
        Environment.SetEnvironmentVariable(SupervisorFolder.Variable, Path.Combine(_folder, "run"));
        _store = ImageStore.Open(Path.Combine(_folder, "store"));
    }

    [Fact]
    public async Task Nobody_waits_for_a_loop_that_has_ended_by_a_bug()
    {
        using var guest = OrphanGuest.Start("tool-rewriter");
        var cancellation = TestContext.Current.CancellationToken;
        using var supervisor = new Supervisor(_store, guest.Pid, new SupervisionOptions { Name = Name }, Break);
        // The first is the turn in which it breaks, the others wait in the queue.
        var askers = Enumerable.Range(0, 3).Select(_ => Task.Run(supervisor.TakeNow, cancellation)).ToArray();
        await Task.Delay(200, cancellation);
        Assert.Equal("a bug", Assert.Throws<NotSupportedException>(() => supervisor.Run()).Message);
        // Who still waits, or comes later and waits, lets the test run into its patience.
        foreach (var asker in askers.Append(Task.Run(supervisor.TakeNow, cancellation)))
            Assert.Equal("the supervision is ending", (await asker.WaitAsync(s_patience, cancellation)).Error);
        using var journal = Journal.Open(_store);
        var last = journal.Read(Name, 0)[^1];
        Assert.Equal("failed", last.Kind);
        Assert.Contains("NotSupportedException: a bug", last.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Break(string kind, string text)
    {
        if (kind == "checkpoint")
            throw new NotSupportedException("a bug");
    }
}
