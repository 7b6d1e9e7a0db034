using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Processes;

/// <summary>Opens a process of the restored tree.</summary>
internal static class PidFdRestorer
{
    public static SafeFileHandle Restore(PidFdDescription saved, RestoreContext context)
    {
        var process = context.PidOf(saved.Process);
        return ProcessDescriptors.Open(process, saved.Thread, (saved.Flags & OpenFlags.O_NONBLOCK) != 0).OrThrow($"open process {process} (pidfd)");
    }
}
