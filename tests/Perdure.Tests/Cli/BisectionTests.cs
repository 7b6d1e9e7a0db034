using Perdure.Cli.Bisect;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

/// <summary>The search itself, over rows of every length, with every place of the change.</summary>
public sealed class BisectionTests
{
    [Fact]
    public void Every_change_is_found_by_two_ends_and_a_binary_search()
    {
        for (var count = 2; count <= 130; count++)
        {
            for (var firstBad = 1; firstBad < count; firstBad++)
            {
                var tried = new List<int>();
                var found = Row(firstBad, [], tried).Run(count);
                Assert.Equal((BisectionEnd.Found, firstBad - 1, firstBad), (found.End, found.Good, found.Bad));
                Assert.Empty(found.Between);
                Assert.Equal(tried.Count, tried.Distinct().Count());
                Assert.InRange(tried.Count, 2, 2 + (int)Math.Ceiling(Math.Log2(count - 1)));
            }
        }
    }

    [Fact]
    public void Sixty_four_take_eight_trials()
    {
        var most = Enumerable.Range(1, 63).Max(firstBad =>
        {
            var tried = new List<int>();
            _ = Row(firstBad, [], tried).Run(64);
            return tried.Count;
        });
        Assert.Equal(8, most);
    }

    [Fact]
    public void Whatever_is_skipped_the_answer_is_true_and_as_close_as_can_be()
    {
        const int count = 9;
        for (var firstBad = 1; firstBad < count; firstBad++)
        {
            for (var mask = 0; mask < 1 << count; mask++)
            {
                var skipped = Enumerable.Range(0, count).Where(place => (mask & (1 << place)) != 0).ToHashSet();
                var tried = new List<int>();
                var found = Row(firstBad, skipped, tried).Run(count);
                Assert.Equal(tried.Count, tried.Distinct().Count());
                int? good = Enumerable.Range(0, firstBad).Where(place => !skipped.Contains(place)).Select(place => (int?)place).LastOrDefault();
                int? bad = Enumerable.Range(firstBad, count - firstBad).Where(place => !skipped.Contains(place)).Select(place => (int?)place).FirstOrDefault();
                if (good is null || bad is null)
                {
                    Assert.NotEqual(BisectionEnd.Found, found.End);
                    continue;
                }

                Assert.Equal((BisectionEnd.Found, good, bad), (found.End, found.Good, found.Bad));
                Assert.Equal(Enumerable.Range(good.Value + 1, bad.Value - good.Value - 1), found.Between);
            }
        }
    }

    [Fact]
    public void The_ends_are_told_apart()
    {
        Assert.Equal((BisectionEnd.BadFromTheStart, 0), (Row(0, [], []).Run(5).End, Row(0, [], []).Run(5).Bad));
        Assert.Equal(BisectionEnd.GoodToTheEnd, Row(9, [], []).Run(5).End);
        Assert.Equal(4, Row(9, [], []).Run(5).Good);
        Assert.Equal(BisectionEnd.NothingJudged, Row(2, [0, 1, 2, 3, 4], []).Run(5).End);
    }

    [Fact]
    public void Known_ends_are_believed()
    {
        var tried = new List<int>();
        var found = Row(5, [], tried).Run(9, knownGood: 0, knownBad: 8);
        Assert.Equal((4, 5), (found.Good, found.Bad));
        Assert.DoesNotContain(0, tried);
        Assert.DoesNotContain(8, tried);
    }

    private static Bisection Row(int firstBad, HashSet<int> skipped, List<int> tried) => new(place =>
    {
        tried.Add(place);
        return skipped.Contains(place) ? Verdict.Skipped : place < firstBad ? Verdict.Good : Verdict.Bad;
    });
}
