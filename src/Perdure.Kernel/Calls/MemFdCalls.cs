using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>memfd_create(2) and seals.</summary>
public static partial class MemFdCalls
{
    /// <summary>F_SEAL_SEAL: no more seals. A file made without MFD_ALLOW_SEALING has exactly this one.</summary>
    public const int F_SEAL_SEAL = 1;

    private const uint MFD_CLOEXEC = 1;
    private const uint MFD_ALLOW_SEALING = 2;
    private const uint MFD_HUGETLB = 4;
    private const int MFD_HUGE_SHIFT = 26;
    private const int F_ADD_SEALS = 1033;
    private const int F_GET_SEALS = 1034;

    /// <summary>An empty memory file that can be sealed.</summary>
    /// <param name="name">Its name, as /proc shows it.</param>
    /// <param name="hugePageBytes">Size of its pages; 0 for ordinary ones.</param>
    public static KernelResult<SafeFileHandle> Create(string name, uint hugePageBytes)
    {
        var flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        if (hugePageBytes > 0)
            flags |= MFD_HUGETLB | ((uint)System.Numerics.BitOperations.Log2(hugePageBytes) << MFD_HUGE_SHIFT);
        return OwnHandle.From(memfd_create(name, flags));
    }

    /// <summary>The seals; EINVAL when the file is no memory file.</summary>
    public static KernelResult<int> GetSeals(SafeFileHandle file) => KernelResult.FromLibc(fcntl(file, F_GET_SEALS, 0));

    /// <summary>Adds seals.</summary>
    public static KernelResult<int> AddSeals(SafeFileHandle file, int seals) => KernelResult.FromLibc(fcntl(file, F_ADD_SEALS, seals));

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);
}
