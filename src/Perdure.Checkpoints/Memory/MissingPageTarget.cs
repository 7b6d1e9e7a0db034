using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Memory that is registered with a userfaultfd as a place for pages that it misses. They are put in by UFFDIO_COPY, and never by a write: a write
/// would wait for the page, or bring a huge page of zeros, all of which would then count as there.
/// </summary>
internal sealed class MissingPageTarget(SafeFileHandle descriptor, Pid pid) : IPageTarget
{
    private const int PageShift = 12;

    /// <inheritdoc/>
    public void Write(ulong firstPage, ReadOnlySpan<byte> pages)
    {
        while (pages.Length > 0)
        {
            var copied = Userfaultfd.Copy(descriptor, new RemotePtr(firstPage << PageShift), pages, 0).OrThrow($"fill the memory of process {pid} at 0x{firstPage << PageShift:x}");
            firstPage += (ulong)copied >> PageShift;
            pages = pages[(int)copied..];
        }
    }
}
