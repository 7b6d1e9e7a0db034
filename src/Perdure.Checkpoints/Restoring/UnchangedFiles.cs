using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Settings;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Programs and libraries must be the same files as at the checkpoint: their code is not in the image.</summary>
internal static class UnchangedFiles
{
    /// <summary>What to do where they are not.</summary>
    public const string Hint = "put the file of the checkpoint back (the older package), and try again";

    /// <summary>Every mapped file that is gone or another one, each in a sentence.</summary>
    public static IReadOnlyList<string> Lacks(ProgramImage image) =>
    [
        .. image.Processes
            .Where(process => process.AddressSpace is not null)
            .SelectMany(process => process.AddressSpace!.Mappings)
            .Where(mapping => mapping is { Kind: MappingKind.File, Shared: false, File: not null })
            .Select(mapping => mapping.File!)
            .DistinctBy(file => file.Path)
            .Select(Problem)
            .OfType<string>(),
    ];

    private static string? Problem(FileIdentity file)
    {
        var now = FileIdentities.Of(file.Path, new Kernel.Procfs.LinkTarget(file.Path, false));
        if (now.Inode == 0)
            return $"{file.Path} is mapped by the program and no longer exists";
        if (file.BuildId is not null && now.BuildId is not null)
            return file.BuildId == now.BuildId ? null : $"{file.Path} is another build (build id {now.BuildId}, was {file.BuildId})";
        if (file.BuildId is not null)
            return $"{file.Path} is another file (it has no build id, and had {file.BuildId})";
        return now.Size == file.Size && now.ModifiedNanoseconds == file.ModifiedNanoseconds ? null : $"{file.Path} has changed since the checkpoint (size or modification time)";
    }
}
