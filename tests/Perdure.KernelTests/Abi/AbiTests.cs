using System.Runtime.InteropServices;
using Xunit;

namespace Perdure.KernelTests.Abi;

/// <summary>The C compiler judges every struct and every constant of the kernel that our source holds.</summary>
public sealed class AbiTests
{
    [Fact]
    public void EveryStructAndConstantIsWhatCSays()
    {
        var judge = new CJudge();
        var claims = AbiClaims.All().ToList();

        var wrong = judge.FindWrong(claims);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(claims.Count > 1000, $"only {claims.Count} claims found");
        TestContext.Current.SendDiagnosticMessage($"{claims.Count - judge.NotJudged.Count} claims judged by C");
        foreach (var claim in judge.NotJudged.DistinctBy(claim => claim.CName))
            TestContext.Current.SendDiagnosticMessage($"not judged: {claim.CName} ({Reason(claim.CName)})");
        Assert.All(judge.NotJudged, claim => Assert.True(NewerThanHeaders.Has(claim.CName), claim.Ours));
    }

    [Fact]
    public void EveryAbiTypeNamesItsCName()
    {
        var silent = AbiClaims.Types()
            .Where(type => CName.Of(type) is null && !type.IsDefined(typeof(System.Runtime.CompilerServices.InlineArrayAttribute), false))
            .Where(type => !typeof(Attribute).IsAssignableFrom(type));

        Assert.Empty(silent.Select(type => $"{type.Name} has neither [CStruct] nor [CConstants]"));
    }

    [Fact]
    public void AllowListNamesNothingThatWeDoNotHave()
    {
        var ours = AbiClaims.All().Select(claim => claim.CName).ToHashSet();

        Assert.DoesNotContain(NewerThanHeaders.Since.Keys.Concat(NewerThanHeaders.InNoHeader.Keys), name => !ours.Contains(name));
    }

    [Fact]
    public void WrongSizeAndOffsetAreFound()
    {
        var wrong = Judge(typeof(WrongSigAction), new CName("struct sigaction", "signal.h", "sa_"));

        Assert.Contains(wrong, line => line.StartsWith("sizeof WrongSigAction: we say 148", StringComparison.Ordinal));
        Assert.Contains(wrong, line => line.Contains("Restorer: we say 140, C says", StringComparison.Ordinal));
    }

    [Fact]
    public void WrongConstantIsFound()
    {
        var wrong = Judge(typeof(WrongSeek), new CName("", "unistd.h"));

        Assert.Equal(["WrongSeek.SEEK_CUR: we say 2, C says SEEK_CUR is 1"], wrong);
    }

    [Fact]
    public void UnknownNameIsFound() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Judge(typeof(WrongName), new CName("", "unistd.h")));

    private static IReadOnlyList<string> Judge(Type type, CName name) => new CJudge().FindWrong([.. AbiClaims.Of(type, name)]);

    private static string Reason(string name) =>
        NewerThanHeaders.Since.GetValueOrDefault(name) ?? NewerThanHeaders.InNoHeader.GetValueOrDefault(name) ?? "no reason given";

#pragma warning disable CS0649, CA1823, IDE0051 // Only the layout matters.
    /// <summary>The 148 bytes that a well-known project has.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct WrongSigAction
    {
        public ulong Handler;
        public Kernel.Abi.LibcSignalSet Mask;
        public int Flags;
        public ulong Restorer;
    }
#pragma warning restore CS0649, CA1823, IDE0051

    private enum WrongSeek
    {
        SEEK_SET = 0,
        SEEK_CUR = 2,
    }

    private enum WrongName
    {
        SEEK_NOWHERE = 9,
    }
}
