using Perdure.Checkpoints.Files.Capture;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Locks;

/// <summary>Reads locks from fdinfo.</summary>
internal static class LockSaver
{
    /// <summary>Those that belong to the description.</summary>
    public static IReadOnlyList<FileLock> OwnLocks(OpenFile file, CaptureContext context)
    {
        var locks = new List<FileLock>();
        foreach (var found in file.Info.Locks)
        {
            if (Own(found) is { } own)
                locks.Add(own);
            if (found.Breaking)
                context.Note($"the lease on {file.Link} was being broken; it is not taken again");
        }
        return locks;
    }

    /// <summary>Those that belong to the table of descriptors.</summary>
    public static IReadOnlyList<PosixLock> TableLocks(FoundTable table, Func<OpenFile, int> descriptionOf)
    {
        List<PosixLock>? locks = null;
        HashSet<int>? seen = null;
        foreach (var file in table.Files)
        {
            // Two descriptors of one description show the same locks.
            if (file.Info.Locks.Count == 0 || !(seen ??= []).Add(descriptionOf(file)))
                continue;
            foreach (var found in file.Info.Locks)
            {
                if (found.Kind == "POSIX")
                    (locks ??= []).Add(new PosixLock(file.Fd, found.Type == "WRITE", found.Start, found.Length));
            }
        }
        return locks ?? [];
    }

    private static FileLock? Own(FdInfoLock found) => found switch
    {
        { Kind: "FLOCK" } => new FileLock(FileLockKind.Whole, found.Type == "WRITE", Process: found.Process),
        { Kind: "OFDLCK" } => new FileLock(FileLockKind.Range, found.Type == "WRITE", found.Start, found.Length),
        { Kind: "LEASE", Breaking: false, Type: "READ" or "WRITE" } => new FileLock(FileLockKind.Lease, found.Type == "WRITE"),
        _ => null,
    };
}
