using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>The memory of another process: process_vm_readv(2), process_vm_writev(2) and /proc/PID/mem.</summary>
public static unsafe partial class ProcessMemory
{
    /// <summary>The most pieces in one call (UIO_MAXIOV).</summary>
    public const int MaxPieces = 1024;

    /// <summary>Reads with the protection that the process itself has; answers how many bytes came.</summary>
    public static KernelResult<long> Read(Pid pid, RemotePtr address, Span<byte> into)
    {
        fixed (byte* pointer = into)
        {
            var local = new IoVec((ulong)pointer, (ulong)into.Length);
            var remote = new IoVec(address.Value, (ulong)into.Length);
            return KernelResult.FromLibc(process_vm_readv(pid.Value, &local, 1, &remote, 1, 0));
        }
    }

    /// <summary>Reads several pieces, one after another into one buffer; answers how many bytes came.</summary>
    public static KernelResult<long> ReadMany(Pid pid, ReadOnlySpan<IoVec> pieces, Span<byte> into)
    {
        Assert.Always(pieces.Length <= MaxPieces);
        fixed (byte* pointer = into)
        fixed (IoVec* remote = pieces)
        {
            var local = new IoVec((ulong)pointer, (ulong)into.Length);
            return KernelResult.FromLibc(process_vm_readv(pid.Value, &local, 1, remote, (ulong)pieces.Length, 0));
        }
    }

    /// <summary>Writes with the protection that the process itself has; answers how many bytes went.</summary>
    public static KernelResult<long> Write(Pid pid, RemotePtr address, ReadOnlySpan<byte> from)
    {
        fixed (byte* pointer = from)
        {
            var local = new IoVec((ulong)pointer, (ulong)from.Length);
            var remote = new IoVec(address.Value, (ulong)from.Length);
            return KernelResult.FromLibc(process_vm_writev(pid.Value, &local, 1, &remote, 1, 0));
        }
    }

    /// <summary>Writes several pieces from one buffer; answers how many bytes went.</summary>
    public static KernelResult<long> WriteMany(Pid pid, ReadOnlySpan<IoVec> pieces, ReadOnlySpan<byte> from)
    {
        Assert.Always(pieces.Length <= MaxPieces);
        fixed (byte* pointer = from)
        fixed (IoVec* remote = pieces)
        {
            var local = new IoVec((ulong)pointer, (ulong)from.Length);
            return KernelResult.FromLibc(process_vm_writev(pid.Value, &local, 1, remote, (ulong)pieces.Length, 0));
        }
    }

    /// <summary>Opens /proc/PID/mem: it reads and writes across page protections, as a debugger needs.</summary>
    public static KernelResult<SafeFileHandle> OpenMem(Pid pid)
    {
        // Opened by hand: File.OpenHandle wants to know the length, which this file refuses to tell.
        var fd = open($"/proc/{pid}/mem", 2 | 0x80000);
        return fd == -1
            ? KernelResult.Failure<SafeFileHandle>(KernelResult.LastErrno())
            : KernelResult.Success(new SafeFileHandle(fd, ownsHandle: true));
    }

    /// <summary>Reads through an open /proc/PID/mem; answers how many bytes came.</summary>
    public static KernelResult<long> PRead(SafeFileHandle mem, RemotePtr address, Span<byte> into)
    {
        fixed (byte* pointer = into)
            return KernelResult.FromLibc(pread((int)mem.DangerousGetHandle(), pointer, (nuint)into.Length, (long)address.Value));
    }

    /// <summary>Writes through an open /proc/PID/mem; answers how many bytes went.</summary>
    public static KernelResult<long> PWrite(SafeFileHandle mem, RemotePtr address, ReadOnlySpan<byte> from)
    {
        fixed (byte* pointer = from)
            return KernelResult.FromLibc(pwrite((int)mem.DangerousGetHandle(), pointer, (nuint)from.Length, (long)address.Value));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint process_vm_readv(int pid, IoVec* local, ulong localCount, IoVec* remote, ulong remoteCount, ulong flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint process_vm_writev(int pid, IoVec* local, ulong localCount, IoVec* remote, ulong remoteCount, ulong flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(int fd, byte* buffer, nuint count, long offset);
}
