using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Threads;

/// <summary>
/// Who perdure is, and so whom it can make of a thread: a restored thread begins as perdure's own child. Without root it stays perdure's user; what rights it had beyond perdure's, nobody can give it.
/// </summary>
internal static class OwnCredentials
{
    private const ulong Changing = (1UL << (int)Capability.CAP_SETUID) | (1UL << (int)Capability.CAP_SETGID) | (1UL << (int)Capability.CAP_SETPCAP);
    private static readonly ProcStatus s_own = ProcStatus.Read(Pid.Self).OrThrow("read perdure's own users");

    /// <summary>Whether a thread can be given other users, groups and capabilities, be it only those that a user namespace knows.</summary>
    public static bool CanChange { get; } = (s_own.CapEffective & Changing) == Changing;

    private static bool IsAnybody => CanChange && !OwnUsers.KeepTheirGroups;

    /// <summary>What a thread had that perdure can't give it, for people; null if there is nothing.</summary>
    public static string? Missing(CredentialsImage image)
    {
        if (IsAnybody)
            return null;
        if (Words(image.UserIds) != Words(s_own.Uid))
            return $"as user {Words(image.UserIds)}, and perdure runs as {Words(s_own.Uid)}";
        if (Words(image.GroupIds) != Words(s_own.Gid))
            return $"as group {Words(image.GroupIds)}, and perdure runs as {Words(s_own.Gid)}";
        return !CanChange && (image.CapabilitiesPermitted & ~s_own.CapPermitted) is > 0 and var more ? $"with capabilities that perdure has not (0x{more:x})" : null;
    }

    /// <summary>Whether a thread will be in other supplementary groups than it was: nobody can leave or enter one without root.</summary>
    public static bool KeepsOtherGroups(CredentialsImage image) => !IsAnybody && !image.Groups.Order().SequenceEqual(s_own.Groups.Order());

    private static string Words(IdSet ids) => Words([ids.Real, ids.Effective, ids.Saved, ids.FileSystem]);

    private static string Words(IReadOnlyList<uint> ids) => ids.Distinct().Count() == 1 ? $"{ids[0]}" : string.Join('/', ids);
}
