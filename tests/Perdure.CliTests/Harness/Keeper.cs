using System.Diagnostics;

namespace Perdure.CliTests.Harness;

/// <summary>
/// A program started beneath a keeper (tests/Guests/keeper.c). Everything that ever descends from it, orphans and restored
/// processes too, is reaped by the keeper and ends with it, so a test leaves nothing behind and kills nothing that isn't its own.
/// Output goes to files: a child that keeps a pipe open can't hang the test.
/// </summary>
internal sealed class Keeper : IDisposable
{
    private readonly Process process;
    private readonly string statusFile;
    private bool disposed;

    private Keeper(Process process, string prefix)
    {
        this.process = process;
        statusFile = prefix + ".status";
        OutputFile = prefix + ".out";
        ErrorFile = prefix + ".err";
    }

    public string OutputFile { get; }

    public string ErrorFile { get; }

    /// <summary>The pid of the program itself; it is a child of the keeper.</summary>
    public int Pid { get; private set; }

    public int KeeperPid => process.Id;

    public string Output => Read(OutputFile);

    public string Errors => Read(ErrorFile);

    /// <param name="prefix">Path without extension of the files for status and output.</param>
    public static Keeper Start(string prefix, IReadOnlyDictionary<string, string?> environment, string folder, params IEnumerable<string> command)
    {
        var start = new ProcessStartInfo(CCompiler.Build("keeper")) { RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var argument in new[] { prefix + ".status", prefix + ".out", prefix + ".err" }.Concat(command))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var keeper = new Keeper(Process.Start(start)!, prefix);
        keeper.Pid = keeper.AwaitPid();
        return keeper;
    }

    /// <summary>The program's exit code (128 + N when signal N ended it), or null while it runs.</summary>
    public int? ExitCode()
    {
        foreach (var line in Read(statusFile).Split('\n'))
        {
            if (line.StartsWith("exit ", StringComparison.Ordinal))
                return int.Parse(line.AsSpan(5));
            if (line.StartsWith("signal ", StringComparison.Ordinal))
                return 128 + int.Parse(line.AsSpan(7));
        }
        return null;
    }

    /// <summary>The exit code, or null when the program still runs after the time.</summary>
    public int? WaitForExit(TimeSpan limit)
    {
        Patience.TryUntil(() => ExitCode() is not null, limit);
        return ExitCode();
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000))
            process.Kill();
        process.Dispose();
    }

    private int AwaitPid()
    {
        Patience.Until(() => Read(statusFile).Contains('\n') || process.HasExited, TimeSpan.FromSeconds(10), "the keeper to start its program");
        return int.Parse(Read(statusFile).Split('\n')[0].AsSpan("pid ".Length));
    }

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";
}
