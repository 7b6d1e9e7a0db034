using System.Globalization;
using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Memory;

/// <summary>A memory policy as /proc/PID/numa_maps writes it: "bind:0-1", "prefer=static:0", "interleave:0,2", "local".</summary>
internal static class MemoryPolicyText
{
    private const int MaxNodes = 1024;

    /// <summary>Mode with flags, and the node mask, as mbind takes them.</summary>
    public static (ulong Mode, byte[] Nodes) Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var head = (colon < 0 ? text : text[..colon]).Split('=');
        var mode = head[0] switch
        {
            "default" => (ulong)MemoryPolicy.MPOL_DEFAULT,
            "prefer" => (ulong)MemoryPolicy.MPOL_PREFERRED,
            "bind" => (ulong)MemoryPolicy.MPOL_BIND,
            "interleave" => (ulong)MemoryPolicy.MPOL_INTERLEAVE,
            "local" => (ulong)MemoryPolicy.MPOL_LOCAL,
            "prefer (many)" => (ulong)MemoryPolicy.MPOL_PREFERRED_MANY,
            "weighted interleave" => (ulong)MemoryPolicy.MPOL_WEIGHTED_INTERLEAVE,
            _ => throw Unknown(text),
        };
        foreach (var flag in head.Skip(1).SelectMany(flags => flags.Split('|')))
        {
            mode |= flag switch
            {
                "static" => (ulong)MemoryPolicyFlags.MPOL_F_STATIC_NODES,
                "relative" => (ulong)MemoryPolicyFlags.MPOL_F_RELATIVE_NODES,
                "balancing" => (ulong)MemoryPolicyFlags.MPOL_F_NUMA_BALANCING,
                _ => throw Unknown(text),
            };
        }

        return (mode, colon < 0 ? [] : Nodes(text[(colon + 1)..], text));
    }

    private static byte[] Nodes(string list, string whole)
    {
        var mask = new byte[MaxNodes / 8];
        foreach (var range in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) ||
                !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last >= MaxNodes)
                throw Unknown(whole);
            for (var node = first; node <= last; node++)
                mask[node / 8] |= (byte)(1 << (node % 8));
        }

        return mask;
    }

    private static PerdureException Unknown(string text) => new($"the image names an unknown memory policy '{text}'", "it was written by another version of perdure, or is damaged");
}
