using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Where the seed of a restored program makes its first system calls: in its vdso, which every process has.</summary>
internal static class SeedCode
{
    /// <summary>The address of a <c>syscall</c> instruction.</summary>
    public static RemotePtr FindSyscall(Pid pid)
    {
        var vdso = ProcMaps.Read(pid).OrThrow($"read the mappings of the seed process {pid}").FirstOrDefault(map => map.Kind == MapKind.Vdso)
            ?? throw new PerdureException("this kernel gives programs no vdso", "boot without vdso=0", ExitCode.Unsupported);
        var code = new byte[vdso.Length];
        ProcessMemory.Read(pid, vdso.Start, code).OrThrow($"read the vdso of the seed process {pid}");
        var offset = code.AsSpan().IndexOf([(byte)0x0f, (byte)0x05]);
        Assert.Always(offset >= 0);
        return vdso.Start + (ulong)offset;
    }
}
