using System.Globalization;

namespace Perdure.Kernel.Procfs;

/// <summary>What tells a process from a later one of the same pid, also after a boot, and whatever becomes of the wall clock.</summary>
public static class ProcessIdentity
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>The boot and the time of the start since then, as one word; ESRCH when the process has gone or is a zombie.</summary>
    public static KernelResult<string> Of(Pid pid)
    {
        var stat = ProcStat.Read(pid);
        if (!stat.Ok)
            return KernelResult.Failure<string>(stat.Error);
        return stat.Value.State is 'Z' or 'X'
            ? KernelResult.Failure<string>(Errno.ESRCH)
            : KernelResult.Success(string.Create(CultureInfo.InvariantCulture, $"{Boot()}:{stat.Value.StartTicks}"));
    }

    private static string Boot()
    {
        var file = ProcFile.Read(BootFile, ProcLimits.RecordBytes);
        using var bytes = file.OrThrow($"read {BootFile}");
        return System.Text.Encoding.ASCII.GetString(bytes.Span).Trim();
    }
}
