using System.Security.Cryptography;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>Describes this machine, as far as a restore elsewhere depends on it.</summary>
internal static class Machines
{
    /// <summary>Describes it, but for the hash of the vdso: there is time for that after the pause.</summary>
    public static MachineImage Describe(FrozenProcess process) => new(
        Line("/proc/sys/kernel/osrelease"),
        Environment.MachineName,
        BootId(),
        process.Leader.ReadExtendedState().Length,
        "",
        Environment.TickCount64 * 1_000_000,
        Environment.TickCount64 * 1_000_000);

    /// <summary>SHA-256 of the vdso, in hex; empty for a process without one.</summary>
    public static string VdsoHash(Pid pid) => HashOf(Vdso(pid));

    /// <summary>The code of the vdso; empty for a process without one.</summary>
    public static byte[] Vdso(Pid pid)
    {
        var vdso = ProcMaps.Read(pid).Or([]).FirstOrDefault(map => map.Kind == MapKind.Vdso);
        if (vdso is null)
            return [];
        var code = new byte[vdso.Length];
        ProcessMemory.Read(pid, vdso.Start, code).OrThrow($"read the vdso of process {pid}");
        return code;
    }

    /// <summary>In hex; empty for no code.</summary>
    public static string HashOf(ReadOnlySpan<byte> vdso) => vdso.IsEmpty ? "" : Convert.ToHexStringLower(SHA256.HashData(vdso));

    /// <summary>What tells one run of a machine from another.</summary>
    public static string BootId() => Line("/proc/sys/kernel/random/boot_id");

    private static string Line(string path) => File.ReadAllText(path).TrimEnd();
}
