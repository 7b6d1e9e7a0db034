using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Taking;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Exports;

/// <summary>The kernel's code in every process. No checkpoint holds it; under the same kernel our own is the same.</summary>
internal static class VdsoCode
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The code; empty under another kernel.</summary>
    public static byte[] Of(MachineImage machine)
    {
        var own = ProcMaps.Read(Pid.Self).Or([]).FirstOrDefault(map => map.Kind == MapKind.Vdso);
        if (own is null || own.Length > MaxBytes || machine.VdsoHash != Machines.VdsoHash(Pid.Self))
            return [];
        var code = new byte[own.Length];
        return ProcessMemory.Read(Pid.Self, own.Start, code).Or(0) == code.Length ? code : [];
    }
}
