using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Perdure.Kernel.Procfs;

/// <summary>The numbered entries of a directory of /proc, by getdents64: no exception when it has gone, no string for an entry.</summary>
internal static partial class ProcDirectory
{
    private const int O_RDONLY = 0;
    private const int O_DIRECTORY = 0x10000;
    private const int O_CLOEXEC = 0x80000;
    private const int NameOffset = 19;
    private const int LengthOffset = 16;
    private const long SYS_getdents64 = 217;

    /// <summary>The numbers, in the directory's order, which in /proc is ascending.</summary>
    public static KernelResult<List<int>> ReadNumbers(string path, int limit)
    {
        var fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            return KernelResult.Failure<List<int>>(KernelResult.LastErrno());
        try
        {
            return ReadAll(fd, limit);
        }
        finally
        {
            _ = close(fd);
        }
    }

    private static KernelResult<List<int>> ReadAll(int fd, int limit)
    {
        var numbers = new List<int>();
        Span<byte> buffer = stackalloc byte[8192];
        while (true)
        {
            var got = syscall(SYS_getdents64, fd, buffer, (nuint)buffer.Length);
            if (got < 0)
                return KernelResult.Failure<List<int>>(KernelResult.LastErrno());
            if (got == 0)
                return KernelResult.Success(numbers);
            AddNumbers(buffer[..(int)got], numbers);
            if (numbers.Count > limit)
                return KernelResult.Failure<List<int>>(Errno.E2BIG);
        }
    }

    private static void AddNumbers(ReadOnlySpan<byte> entries, List<int> numbers)
    {
        while (entries.Length > NameOffset)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthOffset..]);
            var name = entries[NameOffset..length];
            if (Utf8Parser.TryParse(name, out int number, out var used) && name[used] == 0)
                numbers.Add(number);
            entries = entries[length..];
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, int fd, Span<byte> entries, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);
}
