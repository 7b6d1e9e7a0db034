using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Naming;

/// <summary>A mapping as people and exports write it.</summary>
public static class Region
{
    /// <summary>START-END in hex.</summary>
    public static string Of(MappingImage mapping) => $"{mapping.Start:x}-{mapping.End:x}";

    /// <summary>What may be done with it, as /proc/PID/maps spells it.</summary>
    public static string AccessOf(MappingImage mapping) =>
        $"{((mapping.Protection & 1) != 0 ? 'r' : '-')}{((mapping.Protection & 2) != 0 ? 'w' : '-')}{((mapping.Protection & 4) != 0 ? 'x' : '-')}{(mapping.Shared ? 's' : 'p')}";
}
