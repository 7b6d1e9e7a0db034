using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Memory;

/// <summary>Open files that stand in for shared memory on its way back.</summary>
internal static class SharedFiles
{
    /// <summary>
    /// An empty file of the object's length. Shared anonymous memory comes back as a memfd: the same kind of memory to the kernel, under
    /// another name in /proc/PID/maps. A deleted file comes back deleted, in its old directory where that still exists.
    /// </summary>
    public static SafeFileHandle Create(MemoryObjectImage image)
    {
        var file = image.Kind == MemoryObjectKind.DeletedFile ? DeletedFile(image) : MemFd(image);
        RandomAccess.SetLength(file, image.Bytes);
        return file;
    }

    private static SafeFileHandle MemFd(MemoryObjectImage image)
    {
        const string prefix = "/memfd:";
        var name = image.Name.StartsWith(prefix, StringComparison.Ordinal) ? image.Name[prefix.Length..] : "shared memory";
        return MemFdCalls.Create(name, 0).OrThrow($"make shared memory of {image.Bytes} bytes");
    }

    private static SafeFileHandle DeletedFile(MemoryObjectImage image)
    {
        var path = File.Exists(image.Name) || !Directory.Exists(Path.GetDirectoryName(image.Name))
            ? Path.Combine(Path.GetTempPath(), $".perdure-{Guid.NewGuid():N}")
            : image.Name;
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        return file;
    }
}
