using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Store;
using Perdure.Tests.Store;

namespace Perdure.Tests.Checkpoints;

/// <summary>A checkpoint of the sample program with pages of one's own in a larger heap, strewn over chunks at random.</summary>
internal static class SavedMemory
{
    public const int Page = 4096;
    private const int PagesPerChunk = 64;

    /// <summary>Saves it.</summary>
    /// <param name="scratch">Where.</param>
    /// <param name="name">Its name.</param>
    /// <param name="pages">The pages of the heap; null where the image holds none.</param>
    /// <param name="random">How they lie in chunks, and whether the chunks have hashes.</param>
    /// <param name="change">What else is different.</param>
    /// <param name="changeFiles">What is different in the open files.</param>
    public static CatalogEntry Save(
        ScratchStore scratch, string name, IReadOnlyList<byte[]?> pages, Random random, Func<ProgramImage, ProgramImage>? change = null, Func<FileTable, FileTable>? changeFiles = null)
    {
        using var writer = scratch.Store.Begin(new CheckpointLabel(name, SampleProgram.Pid, "sample --option"), random.Next(2) == 0 ? ImageCompression.Inline : ImageCompression.Deferred);
        var map = new PageMap(SampleProgram.Pid);
        var there = Enumerable.Range(0, pages.Count).Where(page => pages[page] is not null).ToArray();
        if (random.Next(2) == 0)
            random.Shuffle(there);
        for (var at = 0; at < there.Length;)
        {
            var some = there.AsSpan(at, Math.Min(random.Next(1, PagesPerChunk + 1), there.Length - at));
            AddChunk(writer, map, pages, some);
            at += some.Length;
        }

        writer.AddPageMaps([map]);
        var content = ScratchStore.Add(writer, SampleCheckpoint.ContentBytes);
        var (program, files) = (WithHeap(SampleProgram.Make(), pages.Count), SampleFiles.Make(content.Value, SampleCheckpoint.ContentBytes.Length));
        writer.AddSection(SectionKind.Program, ProgramImageJson.ToBytes(change?.Invoke(program) ?? program));
        writer.AddSection(SectionKind.Files, FileTableJson.Encode(changeFiles?.Invoke(files) ?? files));
        return writer.Commit(new ImageTotals(3, 3, 0));
    }

    /// <summary>Changes the mappings of the first process.</summary>
    public static ProgramImage WithMappings(ProgramImage program, Func<IEnumerable<MappingImage>, IEnumerable<MappingImage>> change)
    {
        var first = program.Processes[0];
        var space = first.AddressSpace! with { Mappings = [.. change(first.AddressSpace!.Mappings)] };
        return program with { Processes = [first with { AddressSpace = space }, .. program.Processes.Skip(1)] };
    }

    /// <summary>The memory as the program saw it.</summary>
    public static byte[] Flat(IReadOnlyList<byte[]?> pages) => [.. pages.SelectMany(page => page ?? new byte[Page])];

    private static void AddChunk(ImageWriter writer, PageMap map, IReadOnlyList<byte[]?> pages, ReadOnlySpan<int> some)
    {
        var bytes = new List<byte>();
        foreach (var page in some)
            bytes.AddRange(pages[page]!);
        var chunk = ScratchStore.Add(writer, bytes.ToArray());
        for (var place = 0; place < some.Length; place++)
            map.Add(new PageRun((SampleProgram.Heap / Page) + (ulong)some[place], 1, chunk, (uint)place));
    }

    private static ProgramImage WithHeap(ProgramImage program, int pages) => WithMappings(
        program,
        mappings => mappings.Select(mapping => mapping.Name == "[heap]" ? mapping with { End = SampleProgram.Heap + (ulong)(pages * Page) } : mapping));
}
