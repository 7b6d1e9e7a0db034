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

    private static IEnumerable<string> Others(Pid pid, NamespaceSet own, NamespaceSet theirs)
    {
        if (theirs.Mount != own.Mount && !OwnMounts.DifferOnlyInProc(pid))
            yield return "mount";
        if (theirs.Net != own.Net)
            yield return "network";
        if (theirs.User != own.User && !OwnUsers.AreTheSame(pid))
            yield return "user";
        if (theirs.Uts != own.Uts)
            yield return "host name (uts)";
        if (theirs.Ipc != own.Ipc)
            yield return "ipc";
        if (theirs.Cgroup != own.Cgroup)
            yield return "cgroup";
        if (theirs.Time != own.Time)
            yield return "time";
    }
}
