using System.Diagnostics;

namespace Perdure.CliTests.Harness;

/// <summary>What a program that does not end is doing: each thread's place in the kernel and, where gdb is installed, in the program.</summary>
internal static class StuckReport
{
    private static readonly TimeSpan DebuggerLimit = TimeSpan.FromSeconds(30);
    private static readonly string[] Facts = ["comm", "wchan", "syscall", "schedstat", "stack"];

    /// <summary>For the tool itself and, by the pids among its arguments, the programs that it works on.</summary>
    public static string Of(int pid, IEnumerable<string> arguments)
    {
        var targets = arguments.Where(argument => int.TryParse(argument, out _)).Select(int.Parse);
        return string.Join('\n', [.. targets.Prepend(pid).SelectMany(Threads), Backtraces(pid)]);
    }

    private static IEnumerable<string> Threads(int pid)
    {
        foreach (var tid in Procfs.Names($"/proc/{pid}/task").Take(40))
        {
            var folder = $"/proc/{pid}/task/{tid}";
            var state = Procfs.Read($"{folder}/status").Split('\n').FirstOrDefault(line => line.StartsWith("State", StringComparison.Ordinal));
            yield return $"{pid}/{tid} {state} {string.Join(" | ", Facts.Select(fact => Procfs.Read($"{folder}/{fact}").Trim().ReplaceLineEndings(" ")))}";
        }
    }

    private static string Backtraces(int pid)
    {
        // The linker's own output has its symbols beside it; the binary in use is a copy of it.
        var linked = Path.Combine(Repository.Root, "artifacts/net9.0/bin/Perdure.Cli/release_linux-x64/native/perdure");
        string[] program = File.Exists(linked) ? [linked] : [];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec timeout -s KILL 25 gdb -batch -nx \"$@\" -ex 'thread apply all bt 25' </dev/null 2>&1", "gdb", .. program, "-p", $"{pid}"])
        {
            RedirectStandardOutput = true,
        };
        using var gdb = Process.Start(start)!;
        var output = gdb.StandardOutput.ReadToEndAsync();
        return output.Wait(DebuggerLimit) ? output.Result : "gdb did not answer";
    }
}
