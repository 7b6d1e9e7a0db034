using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>How to reach a path as a process sees it.</summary>
internal static class MountView
{
    private static readonly string? Own = FileCalls.ReadLink("/proc/self/ns/mnt") is { Ok: true } link ? link.Value : null;

    /// <summary>Empty when the process has our own mounts, else /proc/PID/root. Paths of a process that also has another root inside are not found.</summary>
    public static string RootOf(int process)
    {
        if (process == 0)
            return "";
        var theirs = FileCalls.ReadLink($"/proc/{process}/ns/mnt");
        return !theirs.Ok || theirs.Value == Own ? "" : $"/proc/{process}/root";
    }
}
