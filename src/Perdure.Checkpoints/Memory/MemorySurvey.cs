using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// The mappings of a process with their marks. Reading the marks takes the kernel a walk over all pages, so for a large process it is done
/// while the program runs, and again in the pause only if the mappings have changed since.
/// </summary>
/// <param name="Maps">The mappings.</param>
/// <param name="Smaps">Their marks.</param>
/// <param name="Policies">Memory policies by start address, where they are not the default; null if they were not asked for.</param>
internal sealed record MemorySurvey(IReadOnlyList<MapEntry> Maps, IReadOnlyList<SmapsEntry> Smaps, IReadOnlyDictionary<ulong, string>? Policies)
{
    private const int Tries = 20;

    /// <summary>Bytes that the process has in memory.</summary>
    public long ResidentBytes => Smaps.Sum(entry => entry.RssKilobytes) * 1024;

    /// <summary>Bytes among them that belong to the process alone, and are to be copied.</summary>
    public long OwnBytes => Smaps.Sum(entry => entry.AnonymousKilobytes + entry.SwapKilobytes + entry.PrivateHugeTlbKilobytes) * 1024;

    /// <summary>Surveys a process that may be running: the lists must agree, so it is tried again if a mapping changes in between.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="withPolicies">Whether to read the memory policies, too: another walk over all pages.</param>
    public static MemorySurvey Take(Pid pid, bool withPolicies = true)
    {
        for (var attempt = 0; ; attempt++)
        {
            var smaps = ProcSmaps.Read(pid).OrThrow($"read the mappings of process {pid}");
            var maps = ProcMaps.Read(pid).OrThrow($"read the mappings of process {pid}");
            if (Agree(maps, smaps) || attempt == Tries)
                return new MemorySurvey(maps, smaps, withPolicies ? PoliciesOf(pid) : null);
        }
    }

    /// <summary>The survey of the process as it is now; this one, if its mappings are still the same.</summary>
    public MemorySurvey Refresh(Pid pid, IReadOnlyList<MapEntry> now) => Policies is not null && now.SequenceEqual(Maps) ? this : Take(pid);

    private static bool Agree(IReadOnlyList<MapEntry> maps, IReadOnlyList<SmapsEntry> smaps) =>
        maps.SequenceEqual(smaps.Select(entry => entry.Map));

    private static Dictionary<ulong, string> PoliciesOf(Pid pid)
    {
        var policies = new Dictionary<ulong, string>();
        foreach (var entry in ProcNumaMaps.Read(pid).Or([]))
        {
            if (!entry.IsDefault)
                policies[entry.Start.Value] = entry.Policy;
        }

        return policies;
    }
}
