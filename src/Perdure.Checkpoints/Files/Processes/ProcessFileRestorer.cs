using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Processes;

/// <summary>Opens a file of /proc/PID of a restored process.</summary>
internal static class ProcessFileRestorer
{
    public static SafeFileHandle Restore(ProcessFileDescription saved, RestoreContext context)
    {
        var proc = context.Options.ProcPath();
        var pid = proc == "/proc" ? context.Options.PidOf(new Pid(saved.Process)) : new Pid(saved.Process);
        var path = $"{proc}/{pid}/{saved.Path}".TrimEnd('/');
        return FileCalls.Open(path, saved.Flags | OpenFlags.O_NOCTTY).OrThrow($"open {path}");
    }
}
