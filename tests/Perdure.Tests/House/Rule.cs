using Xunit;

namespace Perdure.Tests.House;

/// <summary>A rule of the house: it holds if nothing breaks it, and else each violation is shown in full.</summary>
internal static class Rule
{
    internal static void HoldsUnless(IEnumerable<string?> violations)
    {
        var found = violations.OfType<string>().ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
