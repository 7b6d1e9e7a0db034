using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// Code that every process has somewhere and that remote calls borrow: a <c>syscall</c> that returns right away, and the trampoline that
/// ends a signal handler. The C library, the dynamic linker and the run-times of other languages all have both.
/// </summary>
/// <param name="SyscallReturn">A <c>syscall</c> followed by a return.</param>
/// <param name="SignalReturn">Code that calls rt_sigreturn; null where there is none.</param>
public sealed record SyscallGadgets(RemotePtr SyscallReturn, RemotePtr SignalReturn)
{
    private const int WindowBytes = 256 * 1024;
    private const int OverlapBytes = 16;
    private const ulong MaxCodeBytes = 512UL << 20;

    /// <summary>Whether a thread let loose in a remote call finds its way back by itself.</summary>
    public bool CanUndo => SignalReturn != RemotePtr.Null;

    /// <summary>
    /// Searches executable memory. The process need not be stopped: code doesn't change where programs don't patch themselves, and what was
    /// found is checked again before use.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="executable">Its executable mappings, best first (small ones with both patterns save time).</param>
    public static SyscallGadgets? Find(Pid pid, IEnumerable<(RemotePtr Start, RemotePtr End)> executable)
    {
        var anySyscall = RemotePtr.Null;
        var syscallReturn = RemotePtr.Null;
        var signalReturn = RemotePtr.Null;
        var window = new byte[WindowBytes];
        foreach (var (start, end) in executable)
        {
            for (var at = start; at < end && end - start <= MaxCodeBytes; at += WindowBytes - OverlapBytes)
            {
                var length = (int)Math.Min(WindowBytes, end - at);
                var read = ProcessMemory.Read(pid, at, window.AsSpan(0, length));
                if (!read.Ok)
                    break;
                var code = window.AsSpan(0, (int)read.Value);
                anySyscall = First(anySyscall, at, code, [0x0f, 0x05]);
                syscallReturn = First(syscallReturn, at, code, [0x0f, 0x05, 0xc3]);
                signalReturn = First(signalReturn, at, code, [0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05]);
                signalReturn = First(signalReturn, at, code, [0xb8, 0x0f, 0, 0, 0, 0x0f, 0x05]);
                if (syscallReturn != RemotePtr.Null && signalReturn != RemotePtr.Null)
                    return new SyscallGadgets(syscallReturn, signalReturn);
            }
        }

        return anySyscall == RemotePtr.Null ? null : new SyscallGadgets(anySyscall, RemotePtr.Null);
    }

    /// <summary>Whether the code is still there.</summary>
    public bool AreThere(Pid pid)
    {
        Span<byte> code = stackalloc byte[3];
        if (ProcessMemory.Read(pid, SyscallReturn, code).Or(0) < 2 || code[0] != 0x0f || code[1] != 0x05)
            return false;
        return !CanUndo || (code[2] == 0xc3 && ProcessMemory.Read(pid, SignalReturn, code).Or(0) == code.Length && (code[0] == 0x48 || code[0] == 0xb8));
    }

    private static RemotePtr First(RemotePtr found, RemotePtr at, ReadOnlySpan<byte> code, ReadOnlySpan<byte> pattern)
    {
        if (found != RemotePtr.Null)
            return found;
        var index = code.IndexOf(pattern);
        return index < 0 ? found : at + (ulong)index;
    }
}
