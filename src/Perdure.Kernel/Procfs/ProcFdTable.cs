using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Kernel.Procfs;

/// <summary>The descriptors of one process: /proc/PID/fd and /proc/PID/fdinfo, kept open while many of them are read.</summary>
public sealed class ProcFdTable : IDisposable
{
    /// <summary>No fdinfo file may be longer: an epoll set has some 90 bytes for each of its items.</summary>
    public const int MaxInfoBytes = 256 * 1024 * 1024;

    private readonly SafeFileHandle _infos;
    private readonly string _directory;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);

    private ProcFdTable(string directory, SafeFileHandle infos)
    {
        _directory = directory;
        _infos = infos;
    }

    /// <summary>Opens the table of a thread (of a process by its leading one).</summary>
    public static KernelResult<ProcFdTable> Open(Tid thread)
    {
        var directory = $"/proc/{thread.Value}";
        var infos = FileCalls.Open(directory + "/fdinfo", OpenFlags.O_DIRECTORY);
        return infos.Ok ? KernelResult.Success(new ProcFdTable(directory, infos.Value)) : KernelResult.Failure<ProcFdTable>(infos.Error);
    }

    /// <summary>The numbers that are open, ascending.</summary>
    public KernelResult<List<int>> Numbers()
    {
        var opened = FileCalls.Open(_directory + "/fd", OpenFlags.O_DIRECTORY);
        if (!opened.Ok)
            return KernelResult.Failure<List<int>>(opened.Error);
        using var directory = opened.Value;
        return FileCalls.ReadNumbers(directory);
    }

    /// <summary>The path that leads to an open file: /proc/PID/fd/N.</summary>
    public string PathOf(RemoteFd fd) => $"{_directory}/fd/{fd.Value}";

    /// <summary>What an open file is called.</summary>
    public KernelResult<string> Link(RemoteFd fd) => FileCalls.ReadLink(PathOf(fd));

    /// <summary>The fdinfo of a descriptor.</summary>
    public KernelResult<FdInfo> Info(RemoteFd fd)
    {
        var opened = FileCalls.OpenAt(_infos, fd.ToString(), OpenFlags.O_RDONLY);
        if (!opened.Ok)
            return KernelResult.Failure<FdInfo>(opened.Error);
        using var file = opened.Value;
        var length = 0;
        while (true)
        {
            var room = _buffer.Length - length;
            var got = FileCalls.Read(file, _buffer.AsSpan(length));
            if (!got.Ok)
                return KernelResult.Failure<FdInfo>(got.Error);
            length += (int)got.Value;
            // The kernel makes the text in one piece, so what is shorter than the room is all of it.
            if (got.Value < room)
                return KernelResult.Success(FdInfo.Parse(_buffer.AsSpan(0, length)));
            if (length >= MaxInfoBytes)
                return KernelResult.Failure<FdInfo>(Errno.EFBIG);
            if (length > _buffer.Length / 2)
                Grow(length);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _infos.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow(int used)
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
