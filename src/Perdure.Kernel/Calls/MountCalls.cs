using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>mount(2), umount2(2) and pivot_root(2), in the mount namespace of the calling thread.</summary>
public static partial class MountCalls
{
    private const int MNT_DETACH = 2;

    /// <summary>Mounts, binds, or changes a mount, as the flags say.</summary>
    /// <param name="source">A device, a path, or a word that only tables show.</param>
    /// <param name="target">Where.</param>
    /// <param name="type">The type of file system; empty where the flags need none.</param>
    /// <param name="flags">What to do.</param>
    /// <param name="data">Options of the file system.</param>
    public static KernelResult<int> Mount(string source, string target, string type, MountFlags flags, string data = "") =>
        KernelResult.FromLibc(mount(source, target, type, (nuint)flags, data));

    /// <summary>Takes a mount and all on it out of the tree of names; what is open stays open.</summary>
    public static KernelResult<int> Detach(string target) => KernelResult.FromLibc(umount2(target, MNT_DETACH));

    /// <summary>Makes the working directory, a mount, the root of the namespace. The old root lies on top of it afterwards.</summary>
    public static KernelResult<int> PivotHere() => KernelResult.FromLibc((int)syscall((long)SyscallNumber.pivot_root, ".", "."));

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(long number, string newRoot, string putOld);
}
