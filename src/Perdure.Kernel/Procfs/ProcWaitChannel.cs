using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/TID/wchan: the kernel function that a thread sleeps in.</summary>
public static class ProcWaitChannel
{
    /// <summary>The function's name; empty when the thread runs or the kernel doesn't say.</summary>
    public static KernelResult<string> Read(Tid tid)
    {
        var file = ProcFile.Read(tid, "wchan", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<string>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(bytes.Span.SequenceEqual("0"u8) ? "" : Encoding.UTF8.GetString(bytes.Span));
    }
}
