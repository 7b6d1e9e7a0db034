using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Processes;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Directories.</summary>
internal static class DirectorySaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        if (ProcessFileSaver.TrySave(found, context) is { } processFile)
            return processFile;
        var (path, deleted) = RegularFileSaver.Place(found.First);
        return new DirectoryDescription { Id = found.Id, Name = found.First.Link, Flags = found.First.Flags, Path = path, Deleted = deleted };
    }
}
