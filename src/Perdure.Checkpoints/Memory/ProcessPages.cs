using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Memory;

/// <summary>Reads pages of a process, running or stopped, whatever their protection.</summary>
internal sealed class ProcessPages : IDisposable
{
    private const int PageShift = 12;
    private readonly Pid _pid;
    private readonly SafeFileHandle _mem;

    public ProcessPages(Pid pid)
    {
        _pid = pid;
        _mem = ProcessMemory.OpenMem(pid).OrThrow($"open the memory of process {pid}");
    }

    /// <summary>
    /// Whether this is still the memory of the process: an exec gives it another, and the handle stays with the old one, of which nothing can be read any more. (Where there is only no mapping,
    /// reading fails with EIO.)
    /// </summary>
    public bool IsCurrent
    {
        get
        {
            Span<byte> any = stackalloc byte[1];
            return ProcessMemory.PRead(_mem, new RemotePtr(1 << PageShift), any) is not { Ok: true, Value: 0 };
        }
    }

    /// <summary>Reads what is there; memory that vanishes meanwhile makes it short.</summary>
    public int Read(ulong firstPage, Span<byte> into)
    {
        var address = new RemotePtr(firstPage << PageShift);
        var read = (int)ProcessMemory.Read(_pid, address, into).Or(0);
        if (read < into.Length)
        {
            // The program itself may not read these pages (PROT_NONE), but a debugger may.
            read += (int)ProcessMemory.PRead(_mem, address + (ulong)read, into[read..]).Or(0);
        }

        return read;
    }

    /// <summary>Reads several ranges by one call: a call for each page would take as long again as the copying.</summary>
    /// <returns>Bytes read; less than all if some memory has vanished, or the program may not read it itself.</returns>
    public long ReadAtOnce(IReadOnlyList<PageRange> ranges, Span<byte> into)
    {
        Span<IoVec> pieces = stackalloc IoVec[ranges.Count];
        for (var index = 0; index < pieces.Length; index++)
            pieces[index] = new IoVec(ranges[index].First << PageShift, ranges[index].Count << PageShift);
        return ProcessMemory.ReadMany(_pid, pieces, into).Or(0);
    }

    /// <summary>Reads all or fails. Precondition: the process is stopped and has the pages.</summary>
    public int ReadAll(ulong firstPage, Span<byte> into)
    {
        var read = Read(firstPage, into);
        if (read != into.Length && !ProcStat.Read(_pid).Ok)
            throw new PerdureException($"process {_pid} has ended", exitCode: ExitCode.TargetDied);
        if (read != into.Length)
            throw new PerdureException($"cannot read the memory of process {_pid} at 0x{(firstPage << PageShift) + (ulong)read:x}", "is the memory damaged (hardware poison)? see the kernel log");
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => _mem.Dispose();
}
