using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>Reads a whole checkpoint and notes every damage. What the sections mean is checked by those who know.</summary>
internal static class ImageVerifier
{
    public static VerifyReport Verify(ImageStore store, CheckpointId id)
    {
        var problems = new List<string>();
        ImageReader? reader = null;
        Note(problems, () => reader = store.OpenImage(id));
        if (reader is null)
            return new VerifyReport(problems, 0, 0, 0);
        using (reader)
        {
            if (reader.Entry.Id != id)
                problems.Add($"the image of {id} says that it is {reader.Entry.Id}");
            foreach (var kind in reader.Image.Kinds)
                Note(problems, () => _ = reader.IsLocked ? reader.Image.ReadSection(kind) : reader.ReadSection(kind));
            var bytes = ReadChunks(reader, problems);
            if (!reader.IsLocked && (reader.HasSection(SectionKind.Pages) || reader.HasSection(SectionKind.PackedPages)))
                Note(problems, () => ReadPatched(reader, reader.ReadPageMaps(), problems));
            return new VerifyReport(problems, reader.Image.Kinds.Count(), reader.ChunkCount, bytes);
        }
    }

    private static long ReadChunks(ImageReader reader, List<string> problems)
    {
        long bytes = 0;
        Parallel.For(
            0,
            reader.ChunkCount,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new byte[ImageLimits.ChunkBytes],
            (chunk, _, buffer) =>
            {
                Note(problems, () => Interlocked.Add(ref bytes, reader.CheckChunk(new ChunkIndex(chunk), buffer)));
                return buffer;
            },
            _ => { });
        return bytes;
    }

    /// <summary>Puts each page together that is made of patches.</summary>
    private static void ReadPatched(ImageReader reader, IReadOnlyList<PageMap> maps, List<string> problems)
    {
        var wanted = new ulong[reader.ChunkCount];
        foreach (var run in maps.SelectMany(map => map.Runs))
            wanted[run.Chunk.Value] |= run.PagesOfChunk;
        Parallel.For(
            0,
            wanted.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new byte[ImageLimits.ChunkBytes],
            (chunk, _, buffer) =>
            {
                if (wanted[chunk] != 0 && reader.IsPatched(new ChunkIndex(chunk)))
                    Note(problems, () => reader.ReadChunk(new ChunkIndex(chunk), buffer, wanted[chunk]));
                return buffer;
            },
            _ => { });
    }

    private static void Note(List<string> problems, Action check)
    {
        try
        {
            check();
        }
        catch (PerdureException e)
        {
            lock (problems)
            {
                if (!problems.Contains(e.Message))
                    problems.Add(e.Message);
            }
        }
    }
}
