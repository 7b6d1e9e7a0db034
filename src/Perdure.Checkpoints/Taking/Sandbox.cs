using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// The kernel tells nobody whether a process is in a Landlock sandbox, and a restored one would be outside. But a sandboxed process may not
/// look into one outside of its sandbox, whatever its rights: so it is asked to look into perdure.
/// </summary>
internal static class Sandbox
{
    private const ulong KCMP_VM = 1;

    /// <summary>Throws if the process is in a sandbox that can't be restored.</summary>
    public static void Check(Pid pid, ProcStatus status, RemoteCalls calls)
    {
        // Only who may look into every process proves something by being refused.
        if ((status.CapEffective & (1UL << (int)Capability.CAP_SYS_PTRACE)) == 0)
            return;

        // In a pid namespace of its own it can't see perdure; there the first process stands for all that is outside.
        var outside = PidTranslation.NeedsOne(pid) ? 1UL : (ulong)Pid.Self.Value;
        if (calls.Invoke(SyscallNumber.kcmp, outside, outside, KCMP_VM, 0, 0).Error == Errno.EPERM)
        {
            throw new PerdureException(
                $"process {pid} ({status.Name}) is in a Landlock sandbox, whose rules the kernel does not reveal",
                "a restored program would be outside of its sandbox, so it is not checkpointed",
                ExitCode.Unsupported);
        }
    }
}
