using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/cmdline and environ: words that each end in a zero byte. The program may have overwritten both with anything.</summary>
public static class ProcWords
{
    /// <summary>The command line; empty for a kernel thread or a zombie.</summary>
    public static KernelResult<IReadOnlyList<string>> CommandLine(Pid pid) => Read(pid, "cmdline");

    /// <summary>Our own command line; also where /proc is that of another pid namespace than ours, and a number would lead to somebody else.</summary>
    public static KernelResult<IReadOnlyList<string>> OwnCommandLine() => Words(ProcFile.Read("/proc/self/cmdline", ProcLimits.ListBytes));

    /// <summary>The environment that the program was started with, as NAME=VALUE.</summary>
    public static KernelResult<IReadOnlyList<string>> Environment(Pid pid) => Read(pid, "environ");

    /// <summary>Splits at zero bytes.</summary>
    public static IReadOnlyList<string> Parse(ReadOnlySpan<byte> text)
    {
        var words = new List<string>();
        var cursor = new ByteCursor(text);
        while (!cursor.AtEnd && words.Count < ProcLimits.Words)
            words.Add(Encoding.UTF8.GetString(cursor.Until(0)));
        return words;
    }

    private static KernelResult<IReadOnlyList<string>> Read(Pid pid, string name) => Words(ProcFile.Read(pid, name, ProcLimits.ListBytes));

    private static KernelResult<IReadOnlyList<string>> Words(KernelResult<ProcBytes> file)
    {
        if (!file.Ok)
            return KernelResult.Failure<IReadOnlyList<string>>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }
}
