using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Checkpoints.Verifying;

/// <summary>Everything that a checkpoint says about its program, page contents aside; all rules hold.</summary>
/// <param name="Program">Processes, threads, mappings.</param>
/// <param name="Files">Open files.</param>
/// <param name="Pages">Where the pages of each memory object lie, by its id.</param>
public sealed record Inventory(ProgramImage Program, FileTable Files, IReadOnlyDictionary<long, PageMap> Pages)
{
    /// <summary>Reads the inventory of an image. An image is hostile until proven sound: the first broken rule is thrown.</summary>
    public static Inventory Read(ImageReader image)
    {
        var program = ProgramImageJson.FromBytes(image.ReadSection(SectionKind.Program));
        var files = FileTableJson.Decode(image.ReadSection(SectionKind.Files));
        return Check(program, files, image.ReadPageMaps(), new ChunkLengths(image));
    }

    /// <summary>Puts the parts together if all rules hold; throws the first broken one.</summary>
    internal static Inventory Check(ProgramImage program, FileTable files, IReadOnlyList<PageMap> maps, ChunkLengths chunks)
    {
        ProgramImageRules.Check(program);
        if (InventoryRules.Problems(program, files, maps, chunks).FirstOrDefault() is { } problem)
            throw new PerdureException($"the checkpoint breaks a rule: {problem}", "the image is damaged: perdure verify lists all that is wrong");
        return new Inventory(program, files, maps.ToDictionary(map => map.ObjectId));
    }

    /// <summary>The process with a pid of the checkpoint; the first one if none is named.</summary>
    public ProcessImage ProcessOf(Pid? pid)
    {
        var wanted = pid?.Value ?? Program.Root;
        var process = Program.Processes.FirstOrDefault(candidate => candidate.Pid == wanted)
            ?? throw new PerdureException($"the checkpoint has no process {wanted}", $"it has {string.Join(", ", Program.Processes.Select(candidate => candidate.Pid))}");
        return process.AddressSpace is not null
            ? process
            : throw new PerdureException($"process {wanted} was a zombie at the checkpoint: it has no memory");
    }
}
