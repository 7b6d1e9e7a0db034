namespace Perdure.Checkpoints.Image;

/// <summary>The machine on which a checkpoint was taken, as far as a restore elsewhere depends on it.</summary>
/// <param name="KernelRelease">uname -r.</param>
/// <param name="HostName">uname -n.</param>
/// <param name="BootId">/proc/sys/kernel/random/boot_id: absolute monotonic times mean nothing after another boot.</param>
/// <param name="XStateBytes">The size of the XSAVE area.</param>
/// <param name="VdsoHash">SHA-256 of the vdso, in hex: return addresses into it are kept.</param>
/// <param name="MonotonicNanoseconds">CLOCK_MONOTONIC at the checkpoint.</param>
/// <param name="BootTimeNanoseconds">CLOCK_BOOTTIME at the checkpoint.</param>
/// <param name="CpuFeatures">Instructions that the processor had, by the kernel's names; empty in images of earlier versions.</param>
public sealed record MachineImage(
    string KernelRelease,
    string HostName,
    string BootId,
    int XStateBytes,
    string VdsoHash,
    long MonotonicNanoseconds,
    long BootTimeNanoseconds,
    string CpuFeatures = "");
