using System.Globalization;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Processes outside of the checkpoint that have a socket of it too, as a parent that has passed it on. They go on with it.</summary>
internal static class OutsideHolders
{
    /// <summary>The pid of such a process for each description that has one.</summary>
    public static Dictionary<int, int> Of(IReadOnlyList<FoundDescription> sockets, HashSet<int> processes)
    {
        var holders = new Dictionary<int, int>();
        var wanted = sockets.ToDictionary(static found => $"socket:[{found.First.Status.Inode}]", static found => found.Id);
        if (wanted.Count == 0)
            return holders;
        foreach (var folder in Names("/proc"))
        {
            if (!int.TryParse(folder, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || processes.Contains(pid) || pid == Pid.Self.Value)
                continue;
            foreach (var number in Names($"/proc/{pid}/fd"))
            {
                if (FileCalls.ReadLink($"/proc/{pid}/fd/{number}") is { Ok: true, Value: var link } && wanted.TryGetValue(link, out var description))
                    holders[description] = pid;
            }
        }

        return holders;
    }

    /// <summary>None of a process that has gone.</summary>
    private static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(static path => Path.GetFileName(path))];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
