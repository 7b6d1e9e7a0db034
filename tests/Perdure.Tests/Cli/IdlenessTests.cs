using Perdure.Supervision;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

/// <summary>When a program counts as quiet.</summary>
public sealed class IdlenessTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_noise = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_work = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Quiet_after_work_is_due_once_and_again_only_after_more_work()
    {
        var idleness = new Idleness(3 * s_second, TimeSpan.Zero, new Backoff());
        Assert.Equal([false, false, true], Enumerable.Range(1, 3).Select(count => Look(idleness, count * s_second, s_noise, false)));
        idleness.NoteTry(true, 3 * s_second, s_noise, TimeSpan.Zero, 1);
        Assert.All(Enumerable.Range(4, 80), count => Assert.False(Look(idleness, count * s_second, s_noise, false)));
        Assert.False(Look(idleness, 84 * s_second, s_work, false));
        Assert.Equal([false, false, true], Enumerable.Range(85, 3).Select(count => Look(idleness, count * s_second, s_noise, false)));
    }

    [Fact]
    public void Work_puts_it_off_and_so_do_processes_that_come_or_go()
    {
        var idleness = new Idleness(2 * s_second, TimeSpan.Zero, new Backoff());
        Assert.False(Look(idleness, s_second, s_noise, false));
        Assert.False(Look(idleness, 2 * s_second, s_work, false));
        Assert.False(Look(idleness, 3 * s_second, s_noise, false));
        Assert.False(Look(idleness, 4 * s_second, TimeSpan.Zero, cameOrWent: true));
        Assert.False(Look(idleness, 5 * s_second, TimeSpan.Zero, false));
        Assert.True(Look(idleness, 6 * s_second, TimeSpan.Zero, false));
    }

    [Fact]
    public void What_it_does_while_a_checkpoint_is_taken_is_work_but_not_what_we_do_in_it()
    {
        var idleness = new Idleness(s_second, TimeSpan.Zero, new Backoff());
        idleness.NoteTry(true, s_second, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(4), 1);
        Assert.False(Look(idleness, 5 * s_second, TimeSpan.Zero, false));
        idleness.NoteTry(true, 6 * s_second, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100), 1);
        Assert.True(Look(idleness, 8 * s_second, TimeSpan.Zero, false));
    }

    [Fact]
    public void After_a_failure_it_is_tried_again_later_and_later_though_nothing_is_done_meanwhile()
    {
        var backoff = new Backoff();
        var idleness = new Idleness(s_second, TimeSpan.Zero, backoff);
        Assert.True(Look(idleness, s_second, s_noise, false));
        var time = s_second;
        foreach (var wait in new[] { 2, 4, 8, 16, 30, 30 })
        {
            backoff.NoteFailure();
            idleness.NoteTry(false, time, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, 1);
            for (var count = 1; count < wait; count++)
                Assert.False(Look(idleness, time + (count * s_second), TimeSpan.Zero, false));
            time += wait * s_second;
            Assert.True(Look(idleness, time, TimeSpan.Zero, false));
        }

        backoff.NoteSuccess();
        idleness.NoteTry(true, time, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, 1);
        Assert.False(Look(idleness, time + (100 * s_second), TimeSpan.Zero, false));
    }

    [Fact]
    public void A_failure_makes_no_work_where_there_was_none()
    {
        var idleness = new Idleness(s_second, TimeSpan.Zero, new Backoff());
        idleness.NoteTry(true, s_second, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, 1);
        idleness.NoteTry(false, 2 * s_second, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, 1);
        Assert.False(Look(idleness, 100 * s_second, TimeSpan.Zero, false));
    }

    [Fact]
    public void A_little_work_is_due_after_a_longer_time_and_none_never()
    {
        var idleness = new Idleness(2 * s_second, TimeSpan.Zero, new Backoff());
        idleness.NoteTry(true, s_second, s_noise, TimeSpan.Zero, 1);
        // Going back into a call that we had interrupted is no work.
        Assert.All(Enumerable.Range(2, 200), count => Assert.Null(idleness.Look(count * s_second, count == 2 ? TimeSpan.FromMicroseconds(100) : TimeSpan.Zero, false)));
        idleness.NoteTry(true, 300 * s_second, s_noise, TimeSpan.Zero, 1);
        Assert.All(Enumerable.Range(301, 59), count => Assert.Null(idleness.Look(count * s_second, count == 320 ? TimeSpan.FromMicroseconds(100) : TimeSpan.Zero, false)));
        Assert.Equal("the program is quiet, and did a little", idleness.Look(360 * s_second, TimeSpan.Zero, false));
        idleness.NoteTry(false, 361 * s_second, s_noise, TimeSpan.Zero, 1);
        Assert.NotNull(idleness.Look(421 * s_second, TimeSpan.Zero, false));
    }

    private static bool Look(Idleness idleness, TimeSpan now, TimeSpan used, bool cameOrWent) => idleness.Look(now, used, cameOrWent) is not null;
}
