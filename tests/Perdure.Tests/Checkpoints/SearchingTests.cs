using System.Text;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Searching;
using Perdure.Kernel;
using Perdure.Tests.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What is found in a checkpoint's memory, against a search in plain bytes.</summary>
public sealed class SearchingTests : IDisposable
{
    private const int Page = SavedMemory.Page;
    private const int PageCount = 256;
    private const int Rounds = 25;
    private readonly ScratchStore _scratch = new(inMemory: true);

    [Fact]
    public void Matches_are_those_of_a_search_in_all_bytes_wherever_pages_and_mappings_end()
    {
        var first = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(first + round);
            var pattern = Encoding.ASCII.GetBytes(new string('n', random.Next(1, 4)) + "eedle" + new string('x', random.Next(3) * random.Next(3000)));
            var pages = PagesWith(pattern, random);
            var border = SampleProgram.Heap + (ulong)(random.Next(1, PageCount) * Page);
            var found = Find(pages, SearchPattern.OfBytes(pattern), random, border);
            Assert.True(Expected(SavedMemory.Flat(pages), pattern).SequenceEqual(found.Select(match => match.Address)), $"seed {first + round}");
        }
    }

    [Fact]
    public void A_match_may_begin_and_end_in_memory_that_was_never_touched()
    {
        var pages = new byte[]?[4];
        pages[1] = [1, .. new byte[Page - 2], 2];
        Assert.Equal(SampleProgram.Heap + Page - 2, Assert.Single(Find(pages, SearchPattern.OfBytes([0, 0, 1]), new Random(1))).Address);
        Assert.Equal(SampleProgram.Heap + (2 * Page) - 1, Assert.Single(Find(pages, SearchPattern.OfBytes([2, 0, 0]), new Random(1))).Address);
    }

    [Theory]
    [InlineData("Needle", false, false, 1)]
    [InlineData("needle", false, false, 0)]
    [InlineData("nEEDLE", true, false, 1)]
    [InlineData("nEEDLE", true, true, 2)]
    [InlineData("Needle", false, true, 2)]
    [InlineData("Grüße", false, true, 2)]
    [InlineData("gRüßE", true, true, 2)]
    [InlineData("GRÜSSE", true, true, 0)]
    public void Text_is_found_in_both_encodings_and_cases(string text, bool ignoreCase, bool wide, int count)
    {
        byte[] both = [.. "Needle Grüße"u8, 0, 0, .. Encoding.Unicode.GetBytes("Needle Grüße")];
        var page = new byte[Page];
        both.CopyTo(page, 1001);
        Assert.Equal(count, Find([page], SearchPattern.OfText(text, ignoreCase, wide), new Random(1)).Count);
    }

    [Fact]
    public void The_bytes_around_are_told_as_far_as_they_are_mapped()
    {
        var page = new byte[Page];
        "needle"u8.CopyTo(page.AsSpan(2));
        var match = Assert.Single(Find([page], SearchPattern.OfText("needle", false, false), new Random(1)));
        Assert.Equal((SampleProgram.Pid, "[heap]", SampleProgram.Heap), (match.Pid, match.Mapping, match.ContextAddress));
        Assert.Equal($"{SampleProgram.Heap:x}-{SampleProgram.Heap + Page:x}", match.Region);
        Assert.True(match.Context.Span.StartsWith("\0\0needle\0"u8));
    }

    [Fact]
    public void What_processes_share_is_found_once()
    {
        using var sample = new SampleCheckpoint(program => program with
        {
            Processes = [.. program.Processes.Select(process => process.Pid != SampleProgram.Child ? process : process with { AddressSpace = process.AddressSpace! with { Mappings = program.Processes[0].AddressSpace!.Mappings } })],
        });
        using var image = sample.Open();
        var pattern = SearchPattern.OfBytes(SampleCheckpoint.SharedBytes[..64]);
        Assert.Equal(SampleProgram.Pid, Assert.Single(MemorySearch.Find(image, pattern, null, 100).Matches).Pid);
        Assert.Equal(SampleProgram.Child, Assert.Single(MemorySearch.Find(image, pattern, new Pid(SampleProgram.Child), 100).Matches).Pid);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void No_more_than_asked_for(int most, bool more)
    {
        var page = new byte[Page];
        for (var at = 0; at < 3; at++)
            page[at * 100] = 7;
        var saved = SavedMemory.Save(_scratch, "a", [page], new Random(1));
        using var image = _scratch.Store.OpenImage(saved.Id);
        var outcome = MemorySearch.Find(image, SearchPattern.OfBytes([7]), null, most);
        Assert.Equal((most, more), (outcome.Matches.Count, outcome.More));
    }

    [Fact]
    public void A_pattern_has_a_longest_length()
    {
        Assert.Equal(SearchPattern.MostBytes, SearchPattern.OfBytes(new byte[SearchPattern.MostBytes]).Longest);
        Assert.Equal(ExitCode.Usage, Assert.Throws<PerdureException>(() => SearchPattern.OfText(new string('x', SearchPattern.MostBytes), false, wide: true)).ExitCode);
    }

    public void Dispose() => _scratch.Dispose();

    private List<MemoryMatch> Find(IReadOnlyList<byte[]?> pages, SearchPattern pattern, Random random, ulong border = 0)
    {
        var saved = SavedMemory.Save(_scratch, "a", pages, random, program => SavedMemory.WithMappings(program, mappings => mappings.SelectMany(mapping => Split(mapping, border))));
        using var image = _scratch.Store.OpenImage(saved.Id);
        return [.. MemorySearch.Find(image, pattern, null, int.MaxValue).Matches];
    }

    private static IEnumerable<MappingImage> Split(MappingImage mapping, ulong border) => mapping.Start < border && border < mapping.End
        ? [mapping with { End = border }, mapping with { Start = border, Flags = MappingFlags.HugePage }]
        : [mapping];

    /// <summary>Letters of the pattern in any order, and the pattern itself here and there, most of all across borders.</summary>
    private static byte[]?[] PagesWith(byte[] pattern, Random random)
    {
        var bytes = new byte[PageCount * Page];
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)"nedl"[random.Next(4)];
        for (var count = random.Next(60); count > 0; count--)
        {
            var border = random.Next(1, PageCount) * Page;
            pattern.CopyTo(bytes, Math.Clamp(border - random.Next(pattern.Length + 1), 0, bytes.Length - pattern.Length));
        }

        return [.. bytes.Chunk(Page).Select(page => random.Next(20) == 0 ? null : page)];
    }

    private static List<ulong> Expected(byte[] memory, byte[] pattern)
    {
        var found = new List<ulong>();
        for (int at = 0, next; (next = memory.AsSpan(at).IndexOf(pattern)) >= 0; at += next + pattern.Length)
            found.Add(SampleProgram.Heap + (ulong)(at + next));
        return found;
    }
}
