using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Locks;

/// <summary>Takes those locks of a description again that perdure can take; a program that believes it holds a lock must hold it.</summary>
internal static class LockRestorer
{
    public static void Restore(FileDescription saved, SafeFileHandle handle, RestoreContext context)
    {
        foreach (var wanted in saved.Locks)
        {
            if (wanted.Kind == FileLockKind.Whole && WholeLockPlan.TakerOf(saved.Id, wanted, context) is not null)
                continue;
            var taken = wanted.Kind switch
            {
                FileLockKind.Whole => LockCalls.LockWhole(handle, wanted.Exclusive),
                FileLockKind.Range => LockCalls.LockRange(handle, wanted.Exclusive, wanted.Start, wanted.Length),
                _ => LockCalls.SetLease(handle, wanted.Exclusive ? 1 : 0),
            };
            if (taken.Error is Errno.EAGAIN or Errno.EACCES)
                throw new PerdureException(
                    $"cannot take the lock on {saved.Name} again: another process holds it now",
                    "end the process that uses the file (lslocks shows it), then restore again");
            taken.OrThrow($"take the lock on {saved.Name} again");
        }
    }
}
