using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// Goes on where a server and its guard were both killed. What they held the program holds as well, so its missing pages are still missing;
/// only those of children that it has forked since are lost.
/// </summary>
public static class LazyTakeover
{
    /// <summary>Starts a new server for a program, if there is something to take over.</summary>
    /// <param name="pid">A process of the program.</param>
    /// <returns>Whether somebody serves it now.</returns>
    public static bool TryStart(Pid pid)
    {
        if (HeldDescriptors.FindJournal(pid) is not { } number)
            return false;
        using var file = FileCalls.Open($"/proc/{pid}/fd/{number}", OpenFlags.O_RDWR).OrThrow($"open the journal of missing pages of process {pid}");
        if (HeldDescriptors.HasServer(file) || !DurableFiles.TryLockExclusive(file).Ok)
            return true;
        using var journal = EventJournal.Open(file);
        var plan = journal.ReadPlan();
        var descriptors = FetchAll(file, plan);
        for (var space = 0; space < descriptors.Length; space++)
            journal.SetDescriptor(space, descriptors[space] is { } descriptor ? FileCalls.Number(descriptor) : -1);
        journal.Replay((_, _) => { }, _ => { }, () => { });
        journal.NoteTakenOver();
        using var server = LazyServerLink.Start(plan.Image);
        server.HandOver(file);
        server.AwaitServer();
        server.TellReleased();
        foreach (var descriptor in descriptors)
            descriptor?.Dispose();
        return true;
    }

    private static SafeFileHandle?[] FetchAll(SafeFileHandle journal, LazyPlan plan)
    {
        var descriptors = new SafeFileHandle?[plan.Spaces.Count];
        foreach (var (holder, number) in HeldDescriptors.FindHolders(journal))
        {
            using var process = PidFd.Open(holder).Or(new SafeFileHandle());
            for (var space = 0; space < descriptors.Length && !process.IsInvalid; space++)
            {
                if (descriptors[space] is null && number == plan.HeldBy(space) + 1 && PidFd.GetFd(process, new RemoteFd(number - 1)) is { Ok: true, Value: var descriptor })
                    descriptors[space] = descriptor;
            }
        }

        return descriptors;
    }
}
