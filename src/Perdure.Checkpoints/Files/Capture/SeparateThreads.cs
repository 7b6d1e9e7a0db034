using System.Globalization;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>Finds threads that have a table of descriptors of their own (unshare of CLONE_FILES).</summary>
internal static class SeparateThreads
{
    public static List<FileRefusal> Find(IReadOnlyList<Pid> processes)
    {
        var refusals = new List<FileRefusal>();
        foreach (var process in processes)
        {
            foreach (var thread in Threads(process))
            {
                if (thread != process.Value && Kcmp.Tasks(KcmpType.KCMP_FILES, process.Leader, new Tid(thread)).Or(KcmpOrder.Equal) != KcmpOrder.Equal)
                    refusals.Add(new FileRefusal(process.Value, -1, $"thread {thread}", "it has a table of descriptors apart from that of its process"));
            }
        }
        return refusals;
    }

    private static IEnumerable<int> Threads(Pid process)
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
