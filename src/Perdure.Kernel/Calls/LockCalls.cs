using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Locks and leases that belong to an open file description.</summary>
public static unsafe partial class LockCalls
{
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const int F_OFD_SETLK = 37;
    private const int F_SETLEASE = 1024;

    /// <summary>flock(2) without waiting; EAGAIN when somebody else has it.</summary>
    public static KernelResult<int> LockWhole(SafeFileHandle file, bool exclusive) =>
        KernelResult.FromLibc(flock(file, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB));

    /// <summary>A lock of a range, owned by the description, without waiting. A length of 0 means to the end.</summary>
    public static KernelResult<int> LockRange(SafeFileHandle file, bool exclusive, long start, long length)
    {
        var wanted = new Flock { l_type = (short)(exclusive ? 1 : 0), l_start = start, l_len = length };
        return KernelResult.FromLibc(fcntl(file, F_OFD_SETLK, (nint)(&wanted)));
    }

    /// <summary>A lease: 0 read, 1 write, 2 none.</summary>
    public static KernelResult<int> SetLease(SafeFileHandle file, int type) => KernelResult.FromLibc(fcntl(file, F_SETLEASE, type));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);
}
