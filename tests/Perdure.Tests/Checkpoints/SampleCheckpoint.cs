using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Store;
using Perdure.Tests.Store;

namespace Perdure.Tests.Checkpoints;

/// <summary>A checkpoint of a program that never was, in a store of its own.</summary>
internal sealed class SampleCheckpoint : IDisposable
{
    private const ulong Page = 4096;
    private readonly ScratchStore _scratch = new(inMemory: true);

    public SampleCheckpoint(Func<ProgramImage, ProgramImage>? change = null, Func<FileTable, FileTable>? changeFiles = null)
    {
        using var writer = _scratch.Store.Begin(new CheckpointLabel("sample", SampleProgram.Pid, "sample --option"));
        var heap = ScratchStore.Add(writer, HeapBytes);
        var shared = ScratchStore.Add(writer, SharedBytes);
        var content = ScratchStore.Add(writer, ContentBytes);
        var own = new PageMap(SampleProgram.Pid);
        own.Add(new PageRun((SampleProgram.Heap / Page) + 1, 2, heap, 0));
        var both = new PageMap(SampleProgram.SharedObject);
        both.Add(new PageRun(1, 1, shared, 0));
        writer.AddPageMaps([own, new PageMap(SampleProgram.Child), both]);
        var (program, files) = (SampleProgram.Make(), SampleFiles.Make(content.Value, ContentBytes.Length));
        writer.AddSection(SectionKind.Program, ProgramImageJson.ToBytes(change?.Invoke(program) ?? program));
        writer.AddSection(SectionKind.Files, FileTableJson.Encode(changeFiles?.Invoke(files) ?? files));
        Entry = writer.Commit(new ImageTotals(3, 3, 0));
    }

    public static byte[] HeapBytes { get; } = Pages.Words(1, 8192);

    public static byte[] SharedBytes { get; } = Pages.Words(2, 4096);

    public static byte[] ContentBytes { get; } = Pages.Words(3, 1000);

    public CatalogEntry Entry { get; }

    public ImageStore Store => _scratch.Store;

    public string ImagePath => _scratch.Store.Layout.Image(Entry.Id.Value);

    public ImageReader Open() => _scratch.Store.OpenImage(Entry.Id);

    public void Dispose() => _scratch.Dispose();
}
