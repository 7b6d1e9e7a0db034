using Perdure.Checkpoints.Comparing;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>Which mapping is which in a later checkpoint.</summary>
public sealed class MappingComparerTests : IDisposable
{
    private readonly SymbolFiles _files = new();
    private static readonly FileIdentity Library = new("/lib/x.so", false, 1, 2, 3, 4, "aa");

    [Fact]
    public void Grown_heaps_and_stacks_are_what_they_were()
    {
        var differences = Compare(
            [Anonymous(0x1000, 0x3000, "[heap]"), Anonymous(0x8000, 0x9000, "[stack]")],
            [Anonymous(0x1000, 0x5000, "[heap]"), Anonymous(0x7000, 0x9000, "[stack]")]);
        Assert.Equal([DifferenceKind.Changed, DifferenceKind.Changed], differences.Select(difference => difference.Kind));
        Assert.Equal([("1000-3000", "1000-5000"), ("8000-9000", "7000-9000")], differences.Select(difference => (difference.Before!.Region, difference.After!.Region)));
    }

    [Fact]
    public void Another_protection_is_a_change_and_another_file_is_another_mapping()
    {
        var code = File(0x1000, 0x2000, 5);
        var changed = Assert.Single(Compare([code], [code with { Protection = 7 }]));
        Assert.Equal(("r-xp", "rwxp"), (changed.Before!.Access, changed.After!.Access));
        var replaced = Compare([code], [code with { File = Library with { BuildId = "bb" } }]);
        Assert.Equal([DifferenceKind.Gone, DifferenceKind.New], replaced.Select(difference => difference.Kind));
        Assert.Empty(Compare([code], [code]));
    }

    public void Dispose() => _files.Dispose();

    private IReadOnlyList<MappingDifference> Compare(MappingImage[] before, MappingImage[] after) =>
        new MappingComparer(new MemoryNames(before, _files), new MemoryNames(after, _files)).Compare();

    private static MappingImage File(ulong start, ulong end, int protection) =>
        new(start, end, protection, false, MappingKind.File, start - 0x1000, Library.Path, Library, false, 0, MappingFlags.None, "");

    private static MappingImage Anonymous(ulong start, ulong end, string name = "") =>
        new(start, end, 3, false, MappingKind.Anonymous, 0, name, null, false, 0, MappingFlags.None, "");
}
