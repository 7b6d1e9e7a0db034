using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>What the journal of supervised programs forgets.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);
    private readonly ScratchStore _scratch = new();
    private readonly Journal _journal;

    public JournalTests() => _journal = Journal.Open(_scratch.Store);

    [Fact]
    public void Old_events_go_and_those_that_still_say_something_stay()
    {
        var (gone, there) = (CheckpointId.New(s_now), CheckpointId.New(s_now));
        Add("quiet", "supervised", "every 5 s", days: 400);
        Add("quiet", "checkpoint-failed", "no space", days: 399);
        Add("busy", "supervised", "every 1 s", days: 300);
        Add("busy", "checkpoint", $"{there} (clock): paused", days: 300);
        Add("busy", "checkpoint", $"{gone} (clock): paused", days: 299);
        Add("busy", "checkpoint-failed", "no space", days: 89);
        Add("busy", "checkpoint", $"{gone} (clock): paused", days: 1);
        Add("busy", "pruned", "1 of 2", days: 1);
        for (var turn = 0; turn < 5; turn++)
            Add("busy", "checkpoint", $"{gone} (clock): the newest", days: 0);

        Assert.Equal(5, _journal.Cut([there], s_now - TimeSpan.FromDays(90), 5));
        Assert.Equal(["checkpoint-failed"], Kinds("quiet"));
        Assert.Equal(["checkpoint", "checkpoint-failed", .. Enumerable.Repeat("checkpoint", 5)], Kinds("busy"));
        Assert.Equal(0, _journal.Cut([there], s_now - TimeSpan.FromDays(90), 5));
        Assert.Equal(1, _journal.Cut([], s_now - TimeSpan.FromDays(90), 5));
        Assert.Equal((42, "process of quiet"), _journal.LastOf("quiet"));
    }

    [Fact]
    public void It_does_not_grow_without_end()
    {
        for (var turn = 0; turn < 12_000; turn++)
            Add("busy", "checkpoint", $"{CheckpointId.New(s_now)} (clock): paused", days: 0);
        Assert.Equal(2_000, _journal.Cut([], s_now));
        Assert.Equal(10_000, Kinds("busy").Count);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _scratch.Dispose();
    }

    private void Add(string program, string kind, string text, int days) => _journal.Add(program, 42, $"process of {program}", kind, text, s_now - TimeSpan.FromDays(days));

    private List<string> Kinds(string program) => [.. _journal.Read(program, 0).Select(one => one.Kind)];
}
