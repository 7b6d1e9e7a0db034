using FsCheck;
using FsCheck.Fluent;
using Perdure.Store.Retention;
using Xunit;

namespace Perdure.Tests.Store.Retention;

/// <summary>What holds for every past and every policy, clocks that jump included.</summary>
public sealed class KeepReasonsProperties
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Mostly some hours later than the one before, at times far away.
    private static readonly Gen<AgedCheckpoint[]> Past =
        from steps in Gen.Frequency((8, Gen.Choose(0, 600)), (1, Gen.Choose(-500_000, 500_000))).ArrayOf()
        from names in Gen.Elements("a", "b", "c").ArrayOf(steps.Length)
        select Walk(steps, names);

    private static readonly Gen<KeepPolicy> Policy =
        from rules in Gen.SubListOf(KeepRule.All.Select(rule => rule.Word).ToArray())
        from counts in Gen.Choose(1, 8).ArrayOf(KeepRule.All.Count)
        select KeepPolicy.Parse(rules.Count == 0 ? "last=1" : string.Join(',', rules.Select((rule, i) => $"{rule}={counts[i]}")));

    private static readonly Arbitrary<(AgedCheckpoint[] Past, KeepPolicy Policy)> Cases =
        (from past in Past from policy in Policy select (past, policy)).ToArbitrary();

    [Fact]
    public void Pruning_twice_is_pruning_once() => Holds((past, policy) =>
    {
        var kept = Kept(past, policy);
        return kept.Length <= past.Length && Kept(kept, policy).SequenceEqual(kept);
    });

    [Fact]
    public void The_youngest_and_the_latest_of_each_name_stay() => Holds((past, policy) =>
    {
        var reasons = KeepReasons.Of(past, policy);
        return Names(past).All(places =>
            reasons[places[^1]].Contains(KeepReasons.Newest)
            && places.Where(at => past[at].Created == places.Max(other => past[other].Created)).Any(at => KeepReasons.AreOfTheNewest(reasons[at])));
    });

    [Fact]
    public void Each_bucket_that_is_kept_keeps_its_youngest_and_nothing_else() => Holds((past, policy) =>
    {
        var reasons = KeepReasons.Of(past, policy);
        return policy.Counts.Where(count => count.Rule != KeepRule.Last).All(count => Names(past).All(places =>
        {
            var youngest = places.GroupBy(at => count.Rule.BucketOf(past[at].Created)).Select(bucket => bucket.Max()).OrderDescending().Take(count.Count).ToHashSet();
            return places.All(at => youngest.Contains(at) == reasons[at].Contains($"{count.Rule.Word} {count.Rule.BucketOf(past[at].Created)}"));
        }));
    });

    [Fact]
    public void The_last_ones_are_those_at_the_end() => Holds((past, policy) =>
    {
        var reasons = KeepReasons.Of(past, policy);
        var last = policy.Counts.Where(count => count.Rule == KeepRule.Last).Sum(count => count.Count);
        return Names(past).All(places => places.Reverse().Select((at, place) => reasons[at].Contains($"last {place + 1}") == place < last).All(right => right));
    });

    [Fact]
    public void A_name_does_not_change_what_stays_of_another() => Holds((past, policy) =>
    {
        var alone = past.Where(one => one.Name == "a").ToArray();
        return Kept(alone, policy).SequenceEqual(Kept(past, policy).Where(one => one.Name == "a"));
    });

    private static void Holds(Func<AgedCheckpoint[], KeepPolicy, bool> property) =>
        Prop.ForAll(Cases, one => property(one.Past, one.Policy)).QuickCheckThrowOnFailure();

    private static AgedCheckpoint[] Kept(AgedCheckpoint[] past, KeepPolicy policy) =>
        [.. past.Zip(KeepReasons.Of(past, policy)).Where(pair => pair.Second.Count > 0).Select(pair => pair.First)];

    private static IEnumerable<IReadOnlyList<int>> Names(AgedCheckpoint[] past) => Enumerable.Range(0, past.Length).GroupBy(at => past[at].Name).Select(name => name.ToList());

    private static AgedCheckpoint[] Walk(int[] minutes, string[] names)
    {
        var time = Begin;
        return [.. minutes.Zip(names, (step, name) => new AgedCheckpoint(name, time = time.AddMinutes(step)))];
    }
}
