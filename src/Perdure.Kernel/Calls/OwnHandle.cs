using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>Wraps a file descriptor that a call has just made.</summary>
internal static class OwnHandle
{
    /// <summary>The descriptor, or the errno that the call left (read before anything can clobber it).</summary>
    public static KernelResult<SafeFileHandle> From(nint result) => result < 0
        ? KernelResult.Failure<SafeFileHandle>(KernelResult.LastErrno())
        : KernelResult.Success(new SafeFileHandle(result, ownsHandle: true));
}
