using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Taking;

/// <summary>What tells a process, and the program that it executes, from a later one of the same pid.</summary>
/// <param name="Start">When the process was born, in ticks since the boot.</param>
/// <param name="Stack">Where its stack began; nothing if it has ended.</param>
/// <param name="Code">Where its code begins.</param>
internal readonly record struct ProgramIdentity(ulong Start, RemotePtr Stack, RemotePtr Code)
{
    /// <summary>Of the process as it is now.</summary>
    public static ProgramIdentity Of(Pid pid) =>
        ProcStat.Read(pid) is { Ok: true, Value: var stat } ? new ProgramIdentity(stat.StartTicks, stat.StartStack, stat.StartCode) : default;
}
