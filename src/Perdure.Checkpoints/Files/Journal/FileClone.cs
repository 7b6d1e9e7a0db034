using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>A nameless file beside another one that shares its blocks: it stays as it is, whatever becomes of the other. Where the file system can (btrfs, xfs, bcachefs).</summary>
internal static class FileClone
{
    /// <summary>Null where that can't be.</summary>
    public static SafeFileHandle? TryMake(SafeFileHandle source, PendingFile pending, ulong device, FileJournal journal)
    {
        if (!journal.MayClone(device))
            return null;
        var folder = pending.Root + (Path.GetDirectoryName(pending.File.Path) ?? "/");
        var made = FileCalls.Open(folder, OpenFlags.O_TMPFILE | OpenFlags.O_RDWR, 0x180);
        var cloned = made.Ok ? FileChangeCalls.CloneFrom(made.Value, source) : KernelResult.Failure<int>(made.Error);
        if (cloned.Ok)
            return made.Value;
        if (made.Ok)
            made.Value.Dispose();
        if (cloned.Error is Errno.EOPNOTSUPP or Errno.ENOTTY or Errno.EISDIR)
            journal.LearnNoClones(device);
        return null;
    }
}
