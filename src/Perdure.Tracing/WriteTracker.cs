using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;

namespace Perdure.Tracing;

/// <summary>
/// Has the kernel note which pages of a process are written, by a userfaultfd in asynchronous write-protect mode: the first write to a page
/// costs the program about a microsecond and stops nobody. The descriptor is made in the process, fetched, and closed there again; when
/// ours is closed, or we die, the tracking is gone without a trace.
/// </summary>
public sealed class WriteTracker : IDisposable
{
    private const ulong O_CLOEXEC = 0x80000;
    private const ulong UFFD_USER_MODE_ONLY = 1;
    private readonly SafeFileHandle _fd;

    private WriteTracker(SafeFileHandle fd) => _fd = fd;

    /// <summary>Makes the descriptor. Precondition: called on the tracer thread.</summary>
    /// <returns>The tracker, or how the kernel refused.</returns>
    public static KernelResult<WriteTracker> Create(Pid pid, RemoteCalls calls)
    {
        var made = calls.Invoke(SyscallNumber.userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
        if (!made.Ok)
            return KernelResult.Failure<WriteTracker>(made.Error);
        var fetched = FetchAndClose(pid, made.Value, calls);
        if (!fetched.Ok)
            return KernelResult.Failure<WriteTracker>(fetched.Error);
        var api = Userfaultfd.Api(fetched.Value, UffdFeatures.UFFD_FEATURE_WP_ASYNC | UffdFeatures.UFFD_FEATURE_WP_UNPOPULATED | UffdFeatures.UFFD_FEATURE_PAGEFAULT_FLAG_WP);
        if (api.Ok)
            return KernelResult.Success(new WriteTracker(fetched.Value));
        fetched.Value.Dispose();
        return KernelResult.Failure<WriteTracker>(api.Error);
    }

    /// <summary>Begins to track a mapping; its pages count as written until they are protected by a scan.</summary>
    public KernelResult<ulong> Register(RemotePtr start, RemotePtr end) =>
        Userfaultfd.Register(_fd, start, end - start, UffdRegisterMode.UFFDIO_REGISTER_MODE_WP);

    /// <summary>Ends the tracking.</summary>
    public void Dispose() => _fd.Dispose();

    /// <summary>The program must not keep a descriptor that it knows nothing of, whatever happens to us.</summary>
    private static KernelResult<SafeFileHandle> FetchAndClose(Pid pid, ulong fd, RemoteCalls calls)
    {
        calls.IfKilled(SyscallNumber.close, fd);
        try
        {
            FailurePoints.Reach("pre-copy-userfaultfd");
            return Fetch(pid, new RemoteFd((int)fd));
        }
        finally
        {
            _ = calls.Invoke(SyscallNumber.close, fd);
            calls.NothingIfKilled();
        }
    }

    private static KernelResult<SafeFileHandle> Fetch(Pid pid, RemoteFd fd)
    {
        var process = PidFd.Open(pid);
        if (!process.Ok)
            return process;
        using (process.Value)
            return PidFd.GetFd(process.Value, fd);
    }
}
