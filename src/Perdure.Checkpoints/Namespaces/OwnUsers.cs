using Perdure.Kernel;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>Compares the users of a user namespace with those outside.</summary>
internal static class OwnUsers
{
    /// <summary>Whether nobody here may change his groups: so it is in a user namespace that was made without root. A restored program then has the groups of perdure.</summary>
    public static bool KeepTheirGroups { get; } = File.Exists("/proc/self/setgroups") && File.ReadAllText("/proc/self/setgroups").Trim() == "deny";

    /// <summary>Whether the users that a user namespace knows have the same numbers outside: so are programs that users restore without root.</summary>
    public static bool AreTheSame(Pid pid) => IsIdentity($"/proc/{pid}/uid_map") && IsIdentity($"/proc/{pid}/gid_map");

    private static bool IsIdentity(string path)
    {
        var lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines.All(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var inside, var outside, _] && inside == outside);
    }
}
