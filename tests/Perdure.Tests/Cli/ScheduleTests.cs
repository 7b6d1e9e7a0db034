using Perdure.Cli.Options;
using Perdure.Supervision;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

/// <summary>When checkpoints are due, and how the pause budget widens the interval.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_next_is_due_an_interval_after_the_last_was_begun()
    {
        var schedule = new Schedule(s_second, null, TimeSpan.Zero, new Backoff());
        Assert.Equal(s_second, schedule.Due);
        schedule.Begin(5 * s_second);
        Assert.Equal(6 * s_second, schedule.Due);
    }

    [Fact]
    public void Without_a_budget_pauses_change_nothing()
    {
        var schedule = new Schedule(s_second, null, TimeSpan.Zero, new Backoff());
        Assert.False(schedule.Note(10 * s_second));
        Assert.Equal(s_second, schedule.Interval);
    }

    [Fact]
    public void Long_pauses_widen_the_interval_and_short_ones_bring_it_back()
    {
        var schedule = new Schedule(s_second, 0.01, TimeSpan.Zero, new Backoff());
        Assert.False(schedule.Note(TimeSpan.FromMilliseconds(9)));
        Assert.True(schedule.Note(TimeSpan.FromMilliseconds(100)));
        Assert.InRange(schedule.Interval, 3 * s_second, 10 * s_second);
        for (var count = 0; count < 30; count++)
            schedule.Note(TimeSpan.FromMilliseconds(1));
        Assert.Equal(s_second, schedule.Interval);
    }

    [Fact]
    public void The_interval_is_never_shorter_than_what_was_asked_for_and_keeps_the_budget_in_the_long_run()
    {
        var schedule = new Schedule(s_second, 0.02, TimeSpan.Zero, new Backoff());
        var (time, paused) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var count = 0; count < 200; count++)
        {
            var pause = TimeSpan.FromMilliseconds(30 + (count % 5 * 10));
            schedule.Note(pause);
            Assert.True(schedule.Interval >= s_second);
            time += schedule.Interval;
            paused += pause;
        }

        Assert.InRange(paused / time, 0.01, 0.0205);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void Times_are_read(string word, double milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DurationOption.Parse(word));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("1e9s")]
    [InlineData("5 s")]
    [InlineData("999999d")]
    public void What_is_no_time_is_none(string word) => Assert.Null(DurationOption.Parse(word));

    [Fact]
    public void After_failures_the_next_comes_later_and_later_until_one_succeeds()
    {
        var backoff = new Backoff();
        var schedule = new Schedule(s_second, null, TimeSpan.Zero, backoff);
        foreach (var wait in new[] { 2, 4, 8, 16, 30, 30 })
        {
            backoff.NoteFailure();
            Assert.Equal(wait * s_second, schedule.Due);
        }

        for (var count = 0; count < 100; count++)
            backoff.NoteFailure();
        Assert.Equal(30 * s_second, schedule.Due);
        Assert.Equal(s_second, schedule.Interval);
        backoff.NoteSuccess();
        Assert.Equal(s_second, schedule.Due);
    }

    [Fact]
    public void A_long_interval_stays_after_failures()
    {
        var backoff = new Backoff();
        var schedule = new Schedule(60 * s_second, null, TimeSpan.Zero, backoff);
        backoff.NoteFailure();
        Assert.Equal(60 * s_second, schedule.Due);
    }
}
