using System.Text;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// Own mounts for a pid namespace, all the same but for /proc, which shows the processes of the namespace by their numbers there. Mounts
/// that are made outside later appear inside as well, where the machine's mounts are shared.
/// </summary>
internal static class PrivateProc
{
    private const ulong MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8;
    private const ulong MS_REC_SLAVE = 0x4000 | 0x80000;

    /// <summary>Mounts it. Without it the program still runs, since /proc/self is right in any /proc; so that is only noted.</summary>
    public static void Mount(BlankProcess init, List<string> notes)
    {
        var thread = init.Leader;
        ulong At(string text) => init.Place(Encoding.UTF8.GetBytes(text + "\0")).Value;
        var mounted = thread.Invoke(SyscallNumber.unshare, (ulong)CloneFlags.CLONE_NEWNS);
        if (mounted.Ok)
            mounted = thread.Invoke(SyscallNumber.mount, At("none"), At("/"), 0, MS_REC_SLAVE, 0);
        if (mounted.Ok)
            mounted = thread.Invoke(SyscallNumber.mount, At("proc"), At("/proc"), At("proc"), MS_NOSUID_NODEV_NOEXEC, 0);
        if (!mounted.Ok)
            notes.Add($"the program sees the /proc of the machine, whose numbers are not its own (its own /proc can't be mounted: {mounted.Error})");
    }
}
