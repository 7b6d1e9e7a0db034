using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// The memory of a blank process as a place for many pages. Where it is plain anonymous memory they are put in by UFFDIO_COPY, which is quicker than a write: the
/// kernel need not make a page of zeros first. When it is disposed nothing of that is left.
/// </summary>
internal sealed class RegisteredTarget : IPageTarget, IDisposable
{
    private const int PageShift = 12;
    private const ulong UFFD_USER_MODE_ONLY = 1;
    private readonly SafeFileHandle _descriptor;
    private readonly MissingPageTarget _missing;
    private readonly List<PageRange> _ranges;
    private readonly IPageTarget _others;

    private RegisteredTarget(Pid pid, SafeFileHandle descriptor, List<PageRange> ranges, IPageTarget others)
    {
        _descriptor = descriptor;
        _missing = new MissingPageTarget(descriptor, pid);
        _ranges = ranges;
        _others = others;
    }

    /// <summary>Registers memory. Precondition: called on the tracer thread, the mappings are there, and these are empty.</summary>
    /// <param name="process">The process.</param>
    /// <param name="mappings">Plain anonymous mappings, in address order.</param>
    /// <param name="others">Takes the pages elsewhere.</param>
    /// <returns>Null if the kernel does not let us.</returns>
    public static RegisteredTarget? TryRegister(BlankProcess process, IEnumerable<PageRange> mappings, IPageTarget others)
    {
        if (OwnUserfaultfd.Make(process, UffdConstants.O_CLOEXEC | UFFD_USER_MODE_ONLY, 0) is not { Ok: true, Value: var descriptor })
            return null;
        var ranges = mappings.Where(range => Userfaultfd.Register(descriptor, Address(range.First), range.Count << PageShift, UffdRegisterMode.UFFDIO_REGISTER_MODE_MISSING).Ok).ToList();
        return new RegisteredTarget(process.Pid, descriptor, ranges, others);
    }

    /// <inheritdoc/>
    public void Write(ulong firstPage, ReadOnlySpan<byte> pages)
    {
        while (pages.Length > 0)
        {
            var left = (ulong)pages.Length >> PageShift;
            var (inside, border) = Locate(firstPage);
            var part = pages[..(int)(Math.Min(left, border - firstPage) << PageShift)];
            if (inside)
                _missing.Write(firstPage, part);
            else
                _others.Write(firstPage, part);
            firstPage += (ulong)part.Length >> PageShift;
            pages = pages[part.Length..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    private static RemotePtr Address(ulong page) => new(page << PageShift);

    /// <summary>Whether a page is registered, and where that changes next.</summary>
    private (bool Inside, ulong Border) Locate(ulong page)
    {
        var at = SortedPages.FirstEndingBehind(_ranges, page, range => range.End);
        if (at == _ranges.Count)
            return (false, ulong.MaxValue);
        return _ranges[at].First <= page ? (true, _ranges[at].End) : (false, _ranges[at].First);
    }
}
