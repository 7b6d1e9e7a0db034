using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Who we are, and what a thread may do.</summary>
public static unsafe partial class Credentials
{
    private const long SYS_capget = 125;
    private const uint LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    /// <summary>The capabilities of a thread; tid 0 is the calling one.</summary>
    public static KernelResult<CapabilitySets> GetCapabilities(Tid tid)
    {
        var header = new CapabilityHeader { Version = LINUX_CAPABILITY_VERSION_3, Pid = tid.Value };
        var data = stackalloc CapabilityData[2];
        if (capget(SYS_capget, &header, data) < 0)
            return KernelResult.Failure<CapabilitySets>(KernelResult.LastErrno());
        return KernelResult.Success(new CapabilitySets(
            data[0].Effective | ((ulong)data[1].Effective << 32),
            data[0].Permitted | ((ulong)data[1].Permitted << 32),
            data[0].Inheritable | ((ulong)data[1].Inheritable << 32)));
    }

    /// <summary>geteuid(2).</summary>
    public static uint EffectiveUser() => geteuid();

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint capget(long number, CapabilityHeader* header, CapabilityData* data);
}
