using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Checkpoints.Verifying;

/// <summary>Reads a checkpoint whole: every checksum and length that the store knows, then every rule of the inventory.</summary>
public static class CheckpointVerifier
{
    private const int MaxProblems = 1000;

    /// <summary>Everything that is wrong, each in a sentence; empty when all is well. Beyond a thousand the rest is counted only. Of an encrypted store without its key the checksums are checked, and nothing else.</summary>
    public static IReadOnlyList<string> Verify(ImageStore store, CheckpointId id)
    {
        var problems = new List<string>(store.Verify(id).Problems);
        if (!store.IsLocked)
        {
            Note(problems, () =>
            {
                using var image = store.OpenImage(id);
                AddRules(image, problems);
            });
        }

        var distinct = problems.Distinct().ToList();
        return distinct.Count <= MaxProblems ? distinct : [.. distinct.Take(MaxProblems), $"and {distinct.Count - MaxProblems} more"];
    }

    private static void AddRules(ImageReader image, List<string> problems)
    {
        ProgramImage? program = null;
        FileTable? files = null;
        IReadOnlyList<PageMap>? pages = null;
        Note(problems, () => program = ReadProgram(image, problems));
        Note(problems, () => files = FileTableJson.Decode(image.ReadSection(SectionKind.Files)));
        Note(problems, () => pages = image.ReadPageMaps());
        if (program is null)
            return;
        problems.AddRange(InventoryRules.Problems(program));
        if (pages is not null)
            problems.AddRange(PageRules.Problems(program, pages));
        if (files is not null)
            problems.AddRange(FileRules.Problems(program, files, new ChunkLengths(image)));
    }

    /// <summary>Null if its shape is so wrong that no other rule can be asked.</summary>
    private static ProgramImage? ReadProgram(ImageReader image, List<string> problems)
    {
        var program = ProgramImageJson.FromBytes(image.ReadSection(SectionKind.Program));
        var shape = ProgramImageRules.Problems(program).ToList();
        problems.AddRange(shape);
        return shape.Count == 0 ? program : null;
    }

    private static void Note(List<string> problems, Action check)
    {
        try
        {
            check();
        }
        catch (PerdureException failure)
        {
            problems.Add(failure.Message);
        }
    }
}
