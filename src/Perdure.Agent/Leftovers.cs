using Perdure.Agent.Hooks;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Agent;

/// <summary>Hooks of a perdure that was killed: they do no harm, but nobody reads what they note.</summary>
internal static class Leftovers
{
    /// <summary>Takes them away; what a thread is in stays mapped until the next time.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool TakeAway(FrozenProcess process)
    {
        const MemoryProtection readExecute = MemoryProtection.PROT_READ | MemoryProtection.PROT_EXEC;
        using var mem = TargetBytes.Open(process.Pid);
        var areas = ProcMaps.Read(process.Pid).OrThrow($"read the mappings of process {process.Pid}")
            .Where(map => map.Protection == readExecute && map.Kind is MapKind.Anonymous or MapKind.NamedAnonymous)
            .Select(map => HookArea.ReadTable(mem, map.Start, map.Length))
            .OfType<(HookArea Area, RemotePtr Rings, ulong RingBytes, IReadOnlyList<PlacedHook> Hooks)>()
            .ToList();
        foreach (var hook in areas.SelectMany(area => area.Hooks))
            if (TargetBytes.Are(mem, hook.At, hook.Patch()))
                TargetBytes.Write(mem, hook.At, hook.Original);
        foreach (var agent in areas.GroupBy(area => (area.Rings, area.RingBytes)))
            _ = AgentMemory.Found(agent.Key.Rings, agent.Key.RingBytes, agent.Select(area => area.Area)).TryUnmap(process, new CodePages(), mem);
        return areas.Count > 0;
    }
}
