using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>Writes the bytes of a range of memory, or of all mappings of a name one after the other.</summary>
public static class MemoryExport
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Writes them to a stream.</summary>
    /// <param name="image">The checkpoint.</param>
    /// <param name="pid">Which process; the first one if null.</param>
    /// <param name="region">START-END in hex, or a name: [heap], [stack], a path, [anon:NAME].</param>
    /// <param name="openOutput">Opens where the bytes go, once it is known that there are any.</param>
    public static ExportOutcome Write(ImageReader image, Pid? pid, string region, Func<Stream> openOutput) => Write(image, pid, region, write =>
    {
        using var output = openOutput();
        return write(output);
    });

    /// <summary>Writes them to a file; zeros become holes.</summary>
    /// <param name="image">The checkpoint.</param>
    /// <param name="pid">Which process; the first one if null.</param>
    /// <param name="region">START-END in hex, or a name: [heap], [stack], a path, [anon:NAME].</param>
    /// <param name="path">The file; one that is there is replaced.</param>
    public static ExportOutcome Write(ImageReader image, Pid? pid, string region, string path) =>
        Write(image, pid, region, write => OutputFile.Write(path, write));

    private static ExportOutcome Write(ImageReader image, Pid? pid, string region, Func<Func<Stream, ExportOutcome>, ExportOutcome> withOutput)
    {
        var inventory = Inventory.Read(image);
        var process = inventory.ProcessOf(pid);
        using var content = new ProcessContent(image, inventory, process);
        var parts = MemoryRegion.Find(region, process);
        return withOutput(output => Write(content, parts, output));
    }

    private static ExportOutcome Write(ProcessContent content, IReadOnlyList<(MappingImage Mapping, ulong Start, ulong End)> parts, Stream output)
    {
        var (notes, bytes) = (new List<string>(), 0L);
        foreach (var (mapping, start, end) in parts)
        {
            notes.Add($"{start:x}-{end:x} {mapping.Name}{(content.IsWhole(mapping) ? "" : ": only what the program had changed; the rest reads as zeros")}");
            Copy(content, mapping, start, end, output);
            bytes += (long)(end - start);
        }

        if (output.CanSeek)
            output.SetLength(bytes);
        output.Flush();
        return new ExportOutcome(bytes, 1, notes);
    }

    private static void Copy(ProcessContent content, MappingImage mapping, ulong start, ulong end, Stream output)
    {
        var buffer = new byte[(int)Math.Min(BufferBytes, end - start)];
        for (var at = start; at < end;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min((ulong)buffer.Length, end - at));
            var found = content.Read(mapping, at, piece);
            at += (ulong)piece.Length;
            if (!found && output.CanSeek)
            {
                output.Seek(piece.Length, SeekOrigin.Current);
                continue;
            }

            if (!found)
                piece.Clear();
            output.Write(piece);
        }
    }
}
