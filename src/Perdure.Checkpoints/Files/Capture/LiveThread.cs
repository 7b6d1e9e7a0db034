using System.Globalization;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>
/// Finds the thread by which a process's descriptors can be reached. As a rule that is the leading one; but when it has ended before the others, it has no files.
/// </summary>
internal static class LiveThread
{
    public static Tid Of(Pid process)
    {
        if (IsAlive(process.Value, process.Value))
            return process.Leader;
        foreach (var thread in All(process))
        {
            if (IsAlive(process.Value, thread))
                return new Tid(thread);
        }
        return process.Leader;
    }

    /// <summary>A thread that has ended shows no descriptors and no executable.</summary>
    public static bool IsAlive(int process, int thread) => Kernel.Calls.FileCalls.ReadLink($"/proc/{process}/task/{thread}/exe").Ok;

    /// <summary>The threads of a process; none when it has gone.</summary>
    public static IEnumerable<int> All(Pid process)
    {
        string[] names;
        try
        {
            names = Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            yield break;
        }
        foreach (var name in names)
        {
            if (int.TryParse(Path.GetFileName(name), CultureInfo.InvariantCulture, out var thread))
                yield return thread;
        }
    }
}
