using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Opens a directory again; one that was removed while open is made, opened and removed.</summary>
internal static class DirectoryRestorer
{
    public static SafeFileHandle Restore(DirectoryDescription saved)
    {
        var flags = saved.Flags & ~(OpenFlags.FASYNC | OpenFlags.O_CREAT);
        if (!saved.Deleted)
            return FileCalls.Open(saved.Path, flags).OrThrow($"open the directory {saved.Path}", "was it moved or deleted since the checkpoint?");
        var path = saved.Path;
        if (FileChangeCalls.MakeDirectory(path, saved.Mode & 0xfff).Error == Errno.EEXIST)
        {
            path = $"{saved.Path}.perdure-{Guid.NewGuid():N}";
            FileChangeCalls.MakeDirectory(path, saved.Mode & 0xfff).OrThrow($"make the directory {path}");
        }
        var handle = FileCalls.Open(path, flags);
        _ = FileChangeCalls.RemoveDirectory(path);
        return handle.OrThrow($"open the removed directory {saved.Path}");
    }
}
