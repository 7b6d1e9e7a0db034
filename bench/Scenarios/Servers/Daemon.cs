using System.Diagnostics;
using Perdure.Kernel;

namespace Perdure.Scenarios.Servers;

/// <summary>Processes by pid: a restored one is nobody's child here, so the framework's own process objects don't fit.</summary>
internal static class Daemon
{
    /// <summary>Starts a shell command that ends in <c>exec</c>; the pid is that of the program.</summary>
    public static Pid Start(string command)
    {
        using var process = Undo.Start(() => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])))
            ?? throw new PerdureException($"cannot start {command}");
        return new Pid(process.Id);
    }

    public static void Kill(Pid pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid.Value);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended by itself: just what was wanted.
        }
    }

    /// <summary>The letter in /proc/PID/stat; NUL when there is no such process.</summary>
    public static char State(Pid pid)
    {
        var stat = Read($"/proc/{pid}/stat");
        var end = stat.LastIndexOf(')');
        return end < 0 ? '\0' : stat[end + 2];
    }

    /// <summary>The processes whose command lines have all these words.</summary>
    public static IEnumerable<Pid> Find(params string[] words)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && words.All(Read($"{folder}/cmdline").Split('\0').Contains))
                yield return new Pid(pid);
        }
    }

    /// <summary>The pids of all descendants, parents first.</summary>
    public static IEnumerable<Pid> Descendants(Pid pid)
    {
        foreach (var child in Threads(pid).SelectMany(thread => Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var found = new Pid(int.Parse(child));
            yield return found;
            foreach (var below in Descendants(found))
                yield return below;
        }
    }

    /// <summary>A child belongs to the thread that forked it.</summary>
    private static string[] Threads(Pid pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
