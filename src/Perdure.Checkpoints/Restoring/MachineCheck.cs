using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Taking;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Says before anything is built whether this machine can run what the image holds.</summary>
internal static class MachineCheck
{
    /// <summary>What to do where it can't.</summary>
    public const string Hint = "restore on a machine with that kernel and processor: programs hold addresses in the vdso, and use the instructions that they once found";

    /// <summary>What lacks here, each in a sentence.</summary>
    public static IEnumerable<string> Lacks(MachineImage machine)
    {
        if (machine.VdsoHash.Length > 0 && machine.VdsoHash != Machines.VdsoHash(Pid.Self))
            yield return $"the checkpoint was taken under kernel {machine.KernelRelease}, whose vdso differs from this kernel's";

        // The processor does not change while a machine is up.
        if (machine.BootId == Machines.BootId())
            yield break;
        var missing = machine.CpuFeatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(CpuFeatures.Here.Split(' ')).ToList();
        if (missing.Count > 0)
            yield return $"this processor lacks {string.Join(", ", missing)}, which the one of {machine.HostName} has";
        if (CpuFeatures.StateBytes is > 0 and var here && machine.XStateBytes != here)
            yield return $"the registers of a thread are {machine.XStateBytes} bytes on {machine.HostName} (XSAVE), and {here} here";
    }

    /// <summary>What the program will notice.</summary>
    public static IEnumerable<string> Notes(MachineImage machine)
    {
        if (machine.BootId != Machines.BootId())
            yield return "the machine was started since (or is another one): times of CLOCK_MONOTONIC that the program keeps mean nothing here, so waits until such a time may end early or late";
    }
}
