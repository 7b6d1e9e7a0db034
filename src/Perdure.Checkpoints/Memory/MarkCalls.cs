using System.Text;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>The system calls that put the marks of madvise, mlock, mseal and PR_SET_VMA back on a mapping whose pages are there.</summary>
internal static class MarkCalls
{
    private const ulong PR_SET_VMA = 0x53564d41;
    private const ulong MLOCK_ONFAULT = 1;

    private static readonly (MappingFlags Flag, ulong Advice)[] s_advice =
    [
        (MappingFlags.RandomRead, 1),
        (MappingFlags.SequentialRead, 2),
        (MappingFlags.DontFork, 10),
        (MappingFlags.Mergeable, 12),
        (MappingFlags.HugePage, 14),
        (MappingFlags.NoHugePage, 15),
        (MappingFlags.DontDump, 16),
        (MappingFlags.WipeOnFork, 18),
    ];

    /// <summary>Adds the calls for one mapping.</summary>
    public static void Add(List<RemoteCall> calls, MappingImage mapping, BlankProcess process)
    {
        if (mapping.Kind == MappingKind.Kernel)
            return;
        var length = mapping.End - mapping.Start;
        AddName(calls, mapping, process, length);
        if (mapping.MemoryPolicy.Length > 0)
        {
            var (mode, nodes) = MemoryPolicyText.Parse(mapping.MemoryPolicy);
            calls.Add(new RemoteCall(SyscallNumber.mbind, $"bind memory at 0x{mapping.Start:x} to its nodes", mapping.Start, length, mode, process.Place(nodes).Value, (ulong)(nodes.Length * 8) + 1));
        }

        foreach (var (flag, advice) in s_advice)
        {
            if (mapping.Flags.HasFlag(flag))
                calls.Add(new RemoteCall(SyscallNumber.madvise, $"mark memory at 0x{mapping.Start:x} as {flag}", mapping.Start, length, advice));
        }

        if (mapping.Flags.HasFlag(MappingFlags.Locked) || mapping.Flags.HasFlag(MappingFlags.LockedOnFault))
        {
            var onFault = mapping.Flags.HasFlag(MappingFlags.LockedOnFault) ? MLOCK_ONFAULT : 0;
            calls.Add(new RemoteCall(SyscallNumber.mlock2, $"lock memory at 0x{mapping.Start:x}", mapping.Start, length, onFault));
        }
    }

    /// <summary>Sealing comes last of all: it forbids every further change.</summary>
    public static void AddSeal(List<RemoteCall> calls, MappingImage mapping)
    {
        if (mapping.Flags.HasFlag(MappingFlags.Sealed) && mapping.Kind != MappingKind.Kernel)
            calls.Add(new RemoteCall(SyscallNumber.mseal, $"seal memory at 0x{mapping.Start:x}", mapping.Start, mapping.End - mapping.Start));
    }

    private static void AddName(List<RemoteCall> calls, MappingImage mapping, BlankProcess process, ulong length)
    {
        if (mapping.Kind != MappingKind.Anonymous || !mapping.Name.StartsWith("[anon:", StringComparison.Ordinal))
            return;
        var name = process.Place(Encoding.UTF8.GetBytes(mapping.Name[6..^1] + "\0"));
        calls.Add(new RemoteCall(SyscallNumber.prctl, null, PR_SET_VMA, 0, mapping.Start, length, name.Value));
    }
}
