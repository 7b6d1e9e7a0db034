using System.Diagnostics;

namespace Perdure.CliTests.Harness;

/// <summary>Waiting for something that shows only by looking.</summary>
internal static class Patience
{
    public static bool TryUntil(Func<bool> condition, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > limit)
                return condition();
            Thread.Sleep(clock.ElapsedMilliseconds < 200 ? 2 : 10);
        }
        return true;
    }

    public static void Until(Func<bool> condition, TimeSpan limit, string what) =>
        Assert.True(TryUntil(condition, limit), $"waited {limit.TotalSeconds:0.#} s in vain for {what}");
}
