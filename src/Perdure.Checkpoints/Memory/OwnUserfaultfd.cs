using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>A userfaultfd for the memory of a blank process. Only who has an address space may make one for it, so the process makes it and we fetch it.</summary>
internal static class OwnUserfaultfd
{
    /// <summary>Makes one, and leaves nothing of it in the process. Precondition: called on the tracer thread.</summary>
    /// <param name="process">The process.</param>
    /// <param name="flags">O_CLOEXEC, O_NONBLOCK, UFFD_USER_MODE_ONLY. Those that the kernel makes for forked children have the first two as well.</param>
    /// <param name="features">What it must be able to do.</param>
    /// <returns>The descriptor, or how the kernel refused.</returns>
    public static KernelResult<SafeFileHandle> Make(BlankProcess process, ulong flags, UffdFeatures features)
    {
        var made = process.Leader.Invoke(SyscallNumber.userfaultfd, flags);
        if (!made.Ok)
            return KernelResult.Failure<SafeFileHandle>(made.Error);
        using var target = PidFd.Open(process.Pid).OrThrow($"find process {process.Pid}");
        var fetched = PidFd.GetFd(target, new RemoteFd((int)made.Value));
        process.Leader.Invoke(SyscallNumber.close, made.Value).OrThrow($"close the userfaultfd in process {process.Pid}");
        if (!fetched.Ok)
            return fetched;
        var api = Userfaultfd.Api(fetched.Value, features);
        if (api.Ok)
            return fetched;
        fetched.Value.Dispose();
        return KernelResult.Failure<SafeFileHandle>(api.Error);
    }
}
