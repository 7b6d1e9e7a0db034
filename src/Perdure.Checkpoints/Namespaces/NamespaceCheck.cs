using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// A program in namespaces of its own sees another machine than perdure does: other mounts, another network. Only pid namespaces come back
/// at a restore; a program that has others is refused, before anything is touched.
/// </summary>
internal static class NamespaceCheck
{
    /// <summary>What can't be kept, as sentences.</summary>
    public static IEnumerable<string> Refusals(IReadOnlyList<Pid> processes)
    {
        var own = NamespaceSet.Read(Pid.Self).OrThrow("read perdure's own namespaces");
        ulong? ofRoot = null;
        foreach (var pid in processes)
        {
            // One that has gone meanwhile has none, and needs none.
            if (NamespaceSet.Read(pid) is not { Ok: true, Value: { Pid: not 0 } theirs })
                continue;
            var others = Others(pid, own, theirs).ToList();
            if (others.Count > 0)
                yield return $"process {pid} has a {string.Join(" and a ", others)} namespace of its own, as programs in containers have";
            ofRoot ??= theirs.Pid;
            if (theirs.Pid != ofRoot)
                yield return $"process {pid} is in another pid namespace than process {processes[0]}";
        }
    }

    /// <summary>A number of 0 is that of a process which is about to end: its namespaces are gone already.</summary>
    private static IEnumerable<string> Others(Pid pid, NamespaceSet own, NamespaceSet theirs)
    {
        if (Differs(theirs.Mount, own.Mount) && !MountsAgree(pid))
            yield return "mount";
        if (Differs(theirs.Net, own.Net))
            yield return "network";
        if (Differs(theirs.User, own.User) && !OwnUsers.AreTheSame(pid))
            yield return "user";
        if (Differs(theirs.Uts, own.Uts))
            yield return "host name (uts)";
        if (Differs(theirs.Ipc, own.Ipc))
            yield return "ipc";
        if (Differs(theirs.Cgroup, own.Cgroup))
            yield return "cgroup";
        if (Differs(theirs.Time, own.Time))
            yield return "time";
    }

    private static bool Differs(ulong theirs, ulong own) => theirs != 0 && theirs != own;

    /// <summary>The two tables are read one after the other: something may be mounted in between, so a difference is looked at again.</summary>
    private static bool MountsAgree(Pid pid)
    {
        const int looks = 3;
        for (var look = 1; look < looks; look++)
        {
            if (OwnMounts.DifferOnlyInProc(pid))
                return true;
        }

        return OwnMounts.DifferOnlyInProc(pid);
    }
}
