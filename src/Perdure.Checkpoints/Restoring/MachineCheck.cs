using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Taking;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Says before anything is built whether this machine can run what the image holds.</summary>
internal static class MachineCheck
{
    /// <summary>Throws if it can't; what the program will notice is noted.</summary>
    public static void Check(ProgramImage image, List<string> notes)
    {
        if (image.Machine.VdsoHash.Length > 0 && image.Machine.VdsoHash != Machines.VdsoHash(Pid.Self))
        {
            throw new PerdureException(
                $"the checkpoint was taken under kernel {image.Machine.KernelRelease}, whose vdso differs from this kernel's",
                "restore on a machine that runs that kernel: programs hold addresses in the vdso",
                ExitCode.Unsupported);
        }

        if (image.Machine.BootId != Machines.BootId())
            notes.Add("the machine was started since (or is another one): times of CLOCK_MONOTONIC that the program keeps mean nothing here, so waits until such a time may end early or late");
    }
}
