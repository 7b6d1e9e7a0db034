using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>Reads and writes whole small files of /proc by the bare calls, which answer with an errno where the framework throws.</summary>
public static partial class ProcFile
{
    private const int O_RDONLY = 0;
    private const int O_WRONLY = 1;
    private const int O_CLOEXEC = 0x80000;
    private const int FirstBytes = 8192;

    /// <summary>The whole file; EFBIG beyond <paramref name="limit"/> bytes.</summary>
    public static KernelResult<ProcBytes> Read(string path, int limit)
    {
        var fd = Retry(path, O_RDONLY);
        if (fd < 0)
            return KernelResult.Failure<ProcBytes>(KernelResult.LastErrno());
        try
        {
            return ReadToEnd(fd, limit);
        }
        finally
        {
            _ = close(fd);
        }
    }

    /// <summary>The whole file of a process; ESRCH when the process has gone, ENOENT when this kernel has no such file.</summary>
    public static KernelResult<ProcBytes> Read(Pid pid, string name, int limit) => Settle(pid.Value, Read($"/proc/{pid.Value}/{name}", limit));

    /// <summary>The whole file of one thread (/proc/TID also opens for a thread that doesn't lead); ESRCH when it has gone.</summary>
    public static KernelResult<ProcBytes> Read(Tid tid, string name, int limit) => Settle(tid.Value, Read($"/proc/{tid.Value}/{name}", limit));

    /// <summary>Where a link points; the kernel's own text, not resolved further.</summary>
    public static KernelResult<string> ReadLink(Pid pid, string name)
    {
        Span<byte> target = stackalloc byte[ProcLimits.LinkBytes];
        var length = readlink($"/proc/{pid.Value}/{name}", target, (nuint)target.Length);
        return Settle(pid.Value, length < 0
            ? KernelResult.Failure<string>(KernelResult.LastErrno())
            : KernelResult.Success(Encoding.UTF8.GetString(target[..(int)length])));
    }

    /// <summary>Writes the text in one write, as settings in /proc want it.</summary>
    public static KernelResult<int> Write(string path, ReadOnlySpan<byte> text)
    {
        var fd = Retry(path, O_WRONLY);
        if (fd < 0)
            return KernelResult.Failure<int>(KernelResult.LastErrno());
        var written = KernelResult.FromLibc((int)write(fd, text, (nuint)text.Length));
        _ = close(fd);
        return written;
    }

    /// <summary>A failed look at a process that has gone is ESRCH, whichever file of it was wanted.</summary>
    internal static KernelResult<T> Settle<T>(int id, KernelResult<T> result) =>
        result.Error == Errno.ENOENT && access($"/proc/{id}", 0) != 0 ? KernelResult.Failure<T>(Errno.ESRCH) : result;

    private static KernelResult<ProcBytes> ReadToEnd(int fd, int limit)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
                buffer = Grow(buffer);
            var got = read(fd, buffer.AsSpan(length), (nuint)(buffer.Length - length));
            if (got == 0)
                return KernelResult.Success(new ProcBytes(buffer, length));
            var error = got < 0 ? KernelResult.LastErrno() : Errno.None;
            if (error == Errno.EINTR)
                continue;
            length += Math.Max(0, (int)got);
            if (error == Errno.None && length <= limit)
                continue;
            ArrayPool<byte>.Shared.Return(buffer);
            return KernelResult.Failure<ProcBytes>(error == Errno.None ? Errno.EFBIG : error);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static int Retry(string path, int flags)
    {
        int fd;
        do
            fd = open(path, flags | O_CLOEXEC);
        while (fd < 0 && KernelResult.LastErrno() == Errno.EINTR);
        return fd;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, Span<byte> into, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, ReadOnlySpan<byte> from, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, Span<byte> into, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);
}
