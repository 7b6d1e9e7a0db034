using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Memory;

/// <summary>The memory of a blank process as a place for pages, whatever the protection of its mappings.</summary>
internal sealed class ProcessTarget : IPageTarget, IDisposable
{
    private const int PageShift = 12;
    private readonly Pid _pid;
    private readonly SafeFileHandle _mem;

    public ProcessTarget(Pid pid)
    {
        _pid = pid;
        _mem = ProcessMemory.OpenMem(pid).OrThrow($"open the memory of process {pid}");
    }

    /// <inheritdoc/>
    public void Write(ulong firstPage, ReadOnlySpan<byte> pages)
    {
        var address = new RemotePtr(firstPage << PageShift);
        var written = (int)ProcessMemory.Write(_pid, address, pages).Or(0);
        while (written < pages.Length)
        {
            // A mapping that the program may not write to (relro, PROT_NONE) is written as a debugger does.
            written += (int)ProcessMemory.PWrite(_mem, address + (ulong)written, pages[written..])
                .OrThrow($"fill the memory of process {_pid} at {address + (ulong)written}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _mem.Dispose();
}
