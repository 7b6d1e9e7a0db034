using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Lazy;

/// <summary>Programs whose memory is still on its way. A checkpoint of one has to wait: to it a missing page would look like one of zeros.</summary>
internal static class MissingMemory
{
    private const int PollMilliseconds = 10;
    private const int PatienceMilliseconds = 1000;

    /// <summary>Whether somebody supplies pages of these mappings when they are touched.</summary>
    public static bool IsIn(IEnumerable<SmapsEntry> mappings) => mappings.Any(entry => (entry.Flags & VmFlags.UffdMissing) != 0);

    /// <summary>Waits until all memory of a process is there; if its server was killed, another one is started.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="waiting">Is called again and again; may throw to give up.</param>
    public static void Await(Pid pid, Action waiting)
    {
        var nextLook = Environment.TickCount64 + PatienceMilliseconds;
        while (ProcSmaps.Read(pid) is { Ok: true, Value: var mappings } && IsIn(mappings))
        {
            waiting();
            Thread.Sleep(PollMilliseconds);
            if (Environment.TickCount64 < nextLook)
                continue;
            if (!LazyTakeover.TryStart(pid) && !HasServer())
                throw Refusal(pid);
            nextLook = Environment.TickCount64 + PatienceMilliseconds;
        }
    }

    /// <summary>What to say of memory that is missing all the same.</summary>
    public static PerdureException Refusal(Pid pid) => new(
        $"process {pid} has memory whose pages come from elsewhere when they are touched (userfaultfd), and no server of perdure provides them",
        "such memory can't be read as a whole; was the program restored with --lazy, and its server killed?",
        ExitCode.Unsupported);

    // For a program that has closed what was left in it.
    private static bool HasServer() => ProcTasks.Processes().Or([]).Any(pid => ProcWords.CommandLine(pid).Or([]).Contains(LazyServerEntry.Verb));
}
