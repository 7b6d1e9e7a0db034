using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// One checkpoint of a process at a time, whatever the store: two would track each other's protection for writes, and trace the same threads. The lock is a flock(2) on
/// the process's directory in /proc: it needs no file, ends with its holder, and belongs to this process and no later one of the same pid.
/// </summary>
internal sealed class TargetClaim : IDisposable
{
    private readonly List<SafeFileHandle> _locks = [];

    /// <summary>Claims processes; waits while another perdure has one of them.</summary>
    /// <param name="processes">Parents before children, so that nobody waits in a circle.</param>
    /// <param name="waiting">Is called before each wait.</param>
    public static TargetClaim Of(IEnumerable<Pid> processes, Action waiting)
    {
        var claim = new TargetClaim();
        try
        {
            foreach (var pid in processes)
                claim.Add(pid, waiting);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in _locks)
            held.Dispose();
        _locks.Clear();
    }

    private void Add(Pid pid, Action waiting)
    {
        const int pollMilliseconds = 20;
        if (FileCalls.Open($"/proc/{pid}", Kernel.Abi.OpenFlags.O_RDONLY | Kernel.Abi.OpenFlags.O_DIRECTORY | Kernel.Abi.OpenFlags.O_CLOEXEC) is not { Ok: true } opened)
            return;
        _locks.Add(opened.Value);
        while (DurableFiles.TryLockExclusive(opened.Value).Error == Errno.EAGAIN)
        {
            waiting();
            Thread.Sleep(pollMilliseconds);
        }
    }
}
