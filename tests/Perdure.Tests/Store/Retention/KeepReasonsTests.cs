using System.Globalization;
using Perdure.Store.Retention;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store.Retention;

/// <summary>Buckets by example, and clocks that jump.</summary>
public sealed class KeepReasonsTests
{
    [Fact]
    public void Of_each_bucket_the_newest_stays() => Expect(
        "last=1,hourly=2,daily=2",
        ("2026-11-19T10:00Z", ""),
        ("2026-11-19T23:59Z", "daily 2026-11-19"),
        ("2026-11-20T00:00Z", ""),
        ("2026-11-20T13:10Z", ""),
        ("2026-11-20T13:59Z", "hourly 2026-11-20T13"),
        ("2026-11-20T14:00Z", ""),
        ("2026-11-20T14:30Z", "newest, last 1, hourly 2026-11-20T14, daily 2026-11-20"));

    [Fact]
    public void Empty_hours_do_not_count() => Expect(
        "hourly=3",
        ("2020-01-01T00:00Z", "hourly 2020-01-01T00"),
        ("2023-01-01T00:00Z", "hourly 2023-01-01T00"),
        ("2026-01-01T00:00Z", "newest, hourly 2026-01-01T00"));

    [Fact]
    public void Weeks_are_those_of_ISO_8601_and_belong_to_its_years() => Expect(
        "weekly=9,monthly=9",
        ("2024-12-29T23:00Z", "weekly 2024-W52"),
        ("2024-12-31T23:00Z", "monthly 2024-12"),
        ("2025-01-05T23:00Z", "weekly 2025-W01"),
        ("2025-01-06T00:00Z", "newest, weekly 2025-W02, monthly 2025-01"));

    [Fact]
    public void Buckets_are_in_UTC_wherever_the_time_was_taken() => Expect(
        "daily=9",
        ("2026-11-20T01:00+02:00", "daily 2026-11-19"),
        ("2026-11-20T01:00Z", "newest, daily 2026-11-20"));

    [Fact]
    public void A_clock_that_was_ahead_takes_one_bucket_and_goes_in_time()
    {
        Expect(
            "hourly=2",
            ("2026-11-20T10:00Z", ""),
            ("2031-01-01T00:00Z", "newest by time, hourly 2031-01-01T00"),
            ("2026-11-20T11:00Z", "newest, hourly 2026-11-20T11"));
        Expect(
            "hourly=2",
            ("2031-01-01T00:00Z", ""),
            ("2031-01-01T01:00Z", "newest by time"),
            ("2026-11-20T10:00Z", "hourly 2026-11-20T10"),
            ("2026-11-20T11:00Z", "newest, hourly 2026-11-20T11"));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_nothing_old() => Expect(
        "last=1,daily=2",
        ("2026-11-19T10:00Z", ""),
        ("2026-11-20T10:00Z", "newest by time, daily 2026-11-20"),
        ("1970-01-01T00:00Z", ""),
        ("1970-01-01T00:01Z", "newest, last 1, daily 1970-01-01"));

    [Fact]
    public void Each_name_counts_by_itself()
    {
        var time = DateTimeOffset.UnixEpoch;
        AgedCheckpoint[] both = [new("a", time), new("b", time), new("a", time), new("b", time), new("a", time)];
        Assert.Equal(["", "last 2", "last 2", "newest, last 1", "newest, last 1"], Texts(both, KeepPolicy.Parse("last=2")));
        Assert.Equal(["", "", "", "newest", "newest"], Texts(both, null));
    }

    private static void Expect(string policy, params (string Time, string Reasons)[] checkpoints) => Assert.Equal(
        checkpoints.Select(one => one.Reasons),
        Texts([.. checkpoints.Select(one => new AgedCheckpoint("x", DateTimeOffset.Parse(one.Time, CultureInfo.InvariantCulture)))], KeepPolicy.Parse(policy)));

    private static IEnumerable<string> Texts(AgedCheckpoint[] checkpoints, KeepPolicy? policy) => KeepReasons.Of(checkpoints, policy).Select(reasons => string.Join(", ", reasons));
}
