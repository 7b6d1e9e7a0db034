using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using FileIdentity = Perdure.Checkpoints.Files.FileIdentity;

namespace Perdure.Checkpoints.Memory;

/// <summary>Makes the shared objects of an image again, still empty.</summary>
internal static class ObjectRestorer
{
    /// <summary>Makes all of them; what is also an open file has been made with the files.</summary>
    public static void Restore(IReadOnlyList<MemoryObjectImage> images, SharedObjects objects, FileRestorer files)
    {
        foreach (var image in images)
        {
            if (image.Kind == MemoryObjectKind.SysV)
                RestoreSegment(image, objects);
            else
                objects.Add(image, files.FileOf(new FileIdentity(image.Device, image.Inode)) is { } open ? Sized(open, image) : SharedFiles.Create(image));
        }
    }

    private static SafeFileHandle Sized(SafeFileHandle file, MemoryObjectImage image)
    {
        if (RandomAccess.GetLength(file) < image.Bytes)
            RandomAccess.SetLength(file, image.Bytes);
        return file;
    }

    /// <summary>A SysV segment outlives its processes: one with the same id, key and size is taken over, else it is made under its old id.</summary>
    private static void RestoreSegment(MemoryObjectImage image, SharedObjects objects)
    {
        var existing = SysV.GetSegment(image.SysVId);
        if (existing.Ok && (existing.Value.Permissions.Key != image.SysVKey || (long)existing.Value.SizeBytes != image.Bytes))
            throw new PerdureException($"SysV segment {image.SysVId} is taken by another program", $"remove it with ipcrm -m {image.SysVId} if nobody needs it");
        if (existing is { Ok: true, Value.AttachCount: not 0 })
            throw new PerdureException($"SysV segment {image.SysVId} is in use, and its content would change under its users", "end the programs that use it (ipcs -mp), the original of this one perhaps");
        if (!existing.Ok)
            MakeSegment(image);
        objects.AddSegment(image);
    }

    private static void MakeSegment(MemoryObjectImage image)
    {
        _ = ProcFile.Write("/proc/sys/kernel/shm_next_id", System.Text.Encoding.ASCII.GetBytes($"{image.SysVId}"));
        var id = SysV.GetOrCreateSegment(image.SysVKey, (ulong)image.Bytes, SysVFlags.IPC_CREAT | SysVFlags.IPC_EXCL, (uint)image.SysVMode & 0x1ff)
            .OrThrow($"make SysV segment {image.SysVId} of {image.Bytes} bytes");
        if (id == image.SysVId)
            return;
        _ = SysV.RemoveSegment(id);
        throw new PerdureException($"SysV segment {image.SysVId} can't get its old id back", "root (CAP_CHECKPOINT_RESTORE) is needed for shm_next_id");
    }
}
