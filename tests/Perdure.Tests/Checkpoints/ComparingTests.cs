using Perdure.Checkpoints.Comparing;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Store;
using Perdure.Tests.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What differs between two checkpoints, against a comparison of plain bytes.</summary>
public sealed class ComparingTests : IDisposable
{
    private const int Rounds = 60;
    private const int MostPages = 200;
    private const int Page = SavedMemory.Page;
    private readonly ScratchStore _scratch = new(inMemory: true);

    [Fact]
    public void Pages_and_bytes_are_counted_as_a_comparison_of_all_bytes_counts_them()
    {
        var first = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(first + round);
            var before = RandomPages(random);
            var after = before.Select(page => random.Next(4) == 0 ? RandomPage(random) : page).Concat(RandomPages(random).Take(random.Next(3) * 20)).Take(MostPages).ToList();
            var difference = Compare(SavedMemory.Save(_scratch, "a", before, random), SavedMemory.Save(_scratch, "b", after, random));
            var expected = CountAll(SavedMemory.Flat(before), SavedMemory.Flat(after));
            var heap = difference.Processes.SelectMany(process => process.Memory).SingleOrDefault();
            Assert.True(expected == (heap?.Pages ?? 0, heap?.Bytes ?? 0), $"seed {first + round}: {expected} and {heap}");
        }
    }

    [Fact]
    public void A_checkpoint_does_not_differ_from_itself()
    {
        var saved = SavedMemory.Save(_scratch, "a", RandomPages(new Random(1)), new Random(2));
        Assert.Empty(Compare(saved, saved).Processes);
    }

    [Fact]
    public void A_split_mapping_is_compared_through_its_parts()
    {
        var pages = Enumerable.Range(0, 100).Select(page => (byte[]?)Pages.Noise(page, Page)).ToList();
        var changed = pages.ToList();
        changed[49] = changed[50] = changed[51] = null;
        var border = SampleProgram.Heap + (50UL * Page);
        var difference = Compare(
            SavedMemory.Save(_scratch, "a", pages, new Random(1)),
            SavedMemory.Save(_scratch, "b", changed, new Random(1), program => SavedMemory.WithMappings(program, mappings => mappings.SelectMany(mapping => Split(mapping, border)))));
        var process = Assert.Single(difference.Processes);
        Assert.Equal([1L, 2L], process.Memory.Select(memory => memory.Pages));
        Assert.Equal([DifferenceKind.Changed, DifferenceKind.New], process.Mappings.Select(mapping => mapping.Kind));
    }

    [Fact]
    public void Processes_and_threads_that_came_went_and_changed()
    {
        var (old, now) = (SampleProgram.Make(), SampleProgram.Make());
        var root = now.Processes[0] with { CommandLine = ["other"], State = ProcessState.Stopped, Threads = [now.Processes[0].Threads[0], now.Processes[0].Threads[1] with { Tid = 777 }] };
        now = now with { Processes = [root, now.Processes[2], now.Processes[2] with { Pid = 600 }] };
        var difference = Compare(Save("a", old), Save("b", now));
        Assert.Equal(
            [(500, DifferenceKind.Changed), (501, DifferenceKind.Gone), (600, DifferenceKind.New)],
            difference.Processes.Select(process => (process.Pid, process.Kind)));
        Assert.Equal((new ProcessSummary("sample --option", "running"), new ProcessSummary("other", "stopped")), (difference.Processes[0].Before, difference.Processes[0].After));
        Assert.Equal([(510, DifferenceKind.Gone), (777, DifferenceKind.New)], difference.Processes[0].Threads.Select(thread => (thread.Tid, thread.Kind)));
    }

    [Fact]
    public void Other_processes_altogether_are_noted()
    {
        var other = SampleProgram.Make();
        var alone = other with { Root = 900, Processes = [other.Processes[0] with { Pid = 900, Threads = [other.Processes[0].Threads[0] with { Tid = 900 }] }] };
        Assert.Contains("no process id in common", Assert.Single(Compare(Save("a", other), Save("b", alone, files => files with { Tables = [] })).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptors_that_were_opened_closed_moved_and_changed()
    {
        var difference = Compare(Save("a", SampleProgram.Make()), Save("b", SampleProgram.Make(), Reopen));
        Assert.Equal(
            [(0, DifferenceKind.Gone), (1, DifferenceKind.Moved), (2, DifferenceKind.Changed), (99, DifferenceKind.New)],
            Assert.Single(difference.Processes).Files.Select(file => (file.Fd, file.Kind)));
        var moved = difference.Processes[0].Files[1];
        Assert.Equal((new OpenFileSummary("file", "/tmp/lost", 5), new OpenFileSummary("file", "/tmp/lost", 8)), (moved.Before, moved.After));
    }

    public void Dispose() => _scratch.Dispose();

    private static FileTable Reopen(FileTable files)
    {
        var table = files.Tables[0];
        return files with
        {
            Descriptions = [.. files.Descriptions.Select(description => description.Id == 1 ? description with { Offset = 8 } : description)],
            Tables = [table with { Descriptors = [.. table.Descriptors.Skip(1).Select(one => one.Fd == 2 ? one with { Description = 3 } : one), new Descriptor(99, 0, false)] }],
        };
    }

    private static IEnumerable<MappingImage> Split(MappingImage mapping, ulong border) => mapping.Start < border && border < mapping.End
        ? [mapping with { End = border }, mapping with { Start = border, Flags = MappingFlags.HugePage }]
        : [mapping];

    private CatalogEntry Save(string name, ProgramImage program, Func<FileTable, FileTable>? changeFiles = null) =>
        SavedMemory.Save(_scratch, name, [null, null], new Random(1), _ => program, changeFiles);

    private CheckpointDifference Compare(CatalogEntry before, CatalogEntry after)
    {
        using var left = _scratch.Store.OpenImage(before.Id);
        using var right = _scratch.Store.OpenImage(after.Id);
        return CheckpointComparer.Compare(left, right);
    }

    private static List<byte[]?> RandomPages(Random random) => [.. Enumerable.Range(0, random.Next(1, 150)).Select(_ => RandomPage(random))];

    /// <summary>None, zeros, or one of few contents, so that equal ones lie at different places.</summary>
    private static byte[]? RandomPage(Random random) => random.Next(5) switch
    {
        0 => null,
        1 => new byte[Page],
        2 => Pages.Noise(random.Next(3), Page),
        3 => Pages.Words(random.Next(3), Page),
        _ => OneByte(random.Next(Page)),
    };

    private static byte[] OneByte(int at)
    {
        var page = new byte[Page];
        page[at] = 1;
        return page;
    }

    private static (long Pages, long Bytes) CountAll(byte[] before, byte[] after)
    {
        var (pages, bytes) = (0L, 0L);
        for (var page = 0; page < after.Length; page += Page)
        {
            var differing = Enumerable.Range(page, Page).Count(at => after[at] != (at < before.Length ? before[at] : 0));
            (pages, bytes) = (pages + (differing > 0 ? 1 : 0), bytes + differing);
        }

        return (pages, bytes);
    }
}
