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
            var first = LiveThread.Of(process);
            foreach (var thread in LiveThread.All(process))
            {
                // A thread that is about to end gives its memory away before its descriptors: one that has no memory any more proves nothing.
                if (thread != first.Value && thread != process.Value && Kcmp.Tasks(KcmpType.KCMP_FILES, first, new Tid(thread)).Or(KcmpOrder.Equal) != KcmpOrder.Equal && LiveThread.IsAlive(process.Value, thread))
                    refusals.Add(new FileRefusal(process.Value, -1, $"thread {thread}", "it has a table of descriptors apart from that of its process"));
            }
        }
        return refusals;
    }
}
