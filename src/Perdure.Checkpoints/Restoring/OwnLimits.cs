using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Perdure's own limits: every file of the program is open in perdure for a moment.</summary>
internal static class OwnLimits
{
    /// <summary>Raises the limit of open files as far as is allowed; blank processes inherit it until they get their own.</summary>
    public static void RaiseOpenFiles()
    {
        var limit = ResourceLimits.Get(Pid.Self, ResourceLimitKind.RLIMIT_NOFILE);
        if (limit.Ok)
            _ = ResourceLimits.Set(Pid.Self, ResourceLimitKind.RLIMIT_NOFILE, new ResourceLimit { Soft = limit.Value.Hard, Hard = limit.Value.Hard });
    }
}
