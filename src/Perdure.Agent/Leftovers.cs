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
        var maps = ProcMaps.Read(process.Pid).OrThrow($"read the mappings of process {process.Pid}");
        var areas = maps
            .Where(map => map.Protection == readExecute && map.Kind is MapKind.Anonymous or MapKind.NamedAnonymous)
            .Select(map => HookArea.ReadTable(mem, map.Start, map.Length))
            .OfType<(HookArea Area, IReadOnlyList<PlacedHook> Hooks)>()
            .ToList();
        foreach (var hook in areas.SelectMany(area => area.Hooks))
            if (TargetBytes.Are(mem, hook.At, hook.Patch()))
                TargetBytes.Write(mem, hook.At, hook.Original);

        const MemoryProtection readWrite = MemoryProtection.PROT_READ | MemoryProtection.PROT_WRITE;
        var rings = maps
            .Where(map => map is { Protection: readWrite, Shared: false } && map.Kind is MapKind.Anonymous or MapKind.NamedAnonymous)
            .Select(map => (map.Start, Bytes: AgentMemory.ReadHead(mem, map)))
            .Where(found => found.Bytes is not null)
            .Select(found => (found.Start, Bytes: found.Bytes!.Value))
            .ToList();
        if (areas.Count + rings.Count > 0)
            _ = AgentMemory.TryUnmap(process, [.. areas.Select(area => area.Area)], rings, _ => { });
        return areas.Count > 0;
    }
}
