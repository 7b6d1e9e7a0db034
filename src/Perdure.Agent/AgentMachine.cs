using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;

namespace Perdure.Agent;

/// <summary>What the agent needs of processor, kernel and program.</summary>
internal static class AgentMachine
{
    private const ulong HWCAP2_FSGSBASE = 2;

    /// <summary>Refuses where it can't work.</summary>
    public static void Check(Pid pid)
    {
        var auxiliary = ProcAuxv.Read(pid).OrThrow($"read the auxiliary vector of process {pid}");
        if (!auxiliary.Any(entry => entry.Type == AuxiliaryType.AT_HWCAP2 && (entry.Value & HWCAP2_FSGSBASE) != 0))
            throw new PerdureException(
                $"cannot have process {pid} note its system calls: this machine does not let programs read their FS base", "it takes Linux 5.9 and a processor with FSGSBASE; or it is a 32-bit program", ExitCode.Unsupported);
    }
}
