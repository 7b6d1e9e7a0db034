using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Processes;

/// <summary>Opens a file of /proc/PID of a restored process.</summary>
internal static class ProcessFileRestorer
{
    public static SafeFileHandle Restore(ProcessFileDescription saved, RestoreContext context)
    {
        var path = $"{context.Options.ProcPath()}/{saved.Process}/{saved.Path}".TrimEnd('/');
        return FileCalls.Open(path, saved.Flags | OpenFlags.O_NOCTTY).OrThrow($"open {path}");
    }
}
