using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Agent.Hooks;

/// <summary>Bytes of a process, whatever its own rights to them: /proc/PID/mem.</summary>
internal static class TargetBytes
{
    public static SafeFileHandle Open(Pid pid) => ProcessMemory.OpenMem(pid).OrThrow($"open the memory of process {pid}");

    public static void Write(SafeFileHandle mem, RemotePtr at, ReadOnlySpan<byte> bytes)
    {
        if (ProcessMemory.PWrite(mem, at, bytes).OrThrow($"write into the code of the program at {at}") != bytes.Length)
            throw new PerdureException($"cannot write {bytes.Length} bytes into the code of the program at {at}: the mapping ends", "the program changes its mappings; try again");
    }

    public static byte[] Read(SafeFileHandle mem, RemotePtr at, int length)
    {
        var bytes = new byte[length];
        return ProcessMemory.PRead(mem, at, bytes).Or(0) == length ? bytes : [];
    }

    public static bool Are(SafeFileHandle mem, RemotePtr at, ReadOnlySpan<byte> expected)
    {
        Span<byte> there = stackalloc byte[64];
        there = there[..expected.Length];
        return ProcessMemory.PRead(mem, at, there).Or(0) == expected.Length && there.SequenceEqual(expected);
    }
}
