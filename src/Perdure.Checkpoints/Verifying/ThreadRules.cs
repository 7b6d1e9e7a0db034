using System.Buffers.Binary;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Verifying;

/// <summary>What must hold of a thread: sizes as the kernel has them.</summary>
internal static class ThreadRules
{
    private const int Registers = 27;
    private const int MinXStateBytes = 512 + 64;
    private const int MaxXStateBytes = 16 * 1024;
    private const int MaxNameBytes = 64;
    private const int MaxMaskBytes = 8192;
    private const int MaxGroups = 65536;
    private const int MaxFilters = 1 << 15;
    private const int MaxFilterBytes = 4096 * 8;
    private const int MaxSignals = 1 << 16;
    private const int SignalInfoBytes = 128;

    /// <summary>Every broken rule of one thread.</summary>
    public static IEnumerable<string> Problems(ThreadImage thread, int xstateBytes)
    {
        var name = $"thread {thread.Tid}";
        if (thread.Registers.Count != Registers)
            yield return $"{name} has {thread.Registers.Count} registers instead of {Registers}";
        if (thread.ExtendedState.Length != xstateBytes || xstateBytes is < MinXStateBytes or > MaxXStateBytes)
            yield return $"{name} has extended registers of {thread.ExtendedState.Length} bytes, the machine of {xstateBytes}";
        if (thread.Name.Length > MaxNameBytes || thread.Name.Contains('\0', StringComparison.Ordinal))
            yield return $"{name} has a name that can't be";
        if (thread.TimeLeft is { Argument: < 0 or > 5 } or { Nanoseconds: < 0 })
            yield return $"{name} waits in a call for a time that can't be";
        if (SignalProblem(thread.PendingSignals) is { } signal)
            yield return $"{name}: {signal}";
        if (thread.SeccompMode is < 0 or > 2 || thread.SeccompFilters.Count > MaxFilters || thread.SeccompFilters.Any(filter => filter is not { Length: > 0 and <= MaxFilterBytes } || filter.Length % 8 != 0))
            yield return $"{name} has seccomp filters that can't be";
        if (thread.Scheduling.Affinity.Length is 0 or > MaxMaskBytes || thread.Scheduling.MemoryPolicyNodes.Length > MaxMaskBytes)
            yield return $"{name} has a mask of processors or nodes of an impossible length";
        if (thread.Credentials.UserIds.Count != 4 || thread.Credentials.GroupIds.Count != 4 || thread.Credentials.Groups.Count > MaxGroups)
            yield return $"{name} has credentials of an impossible length";
    }

    /// <summary>What is wrong with a queue of signals; null if nothing is.</summary>
    public static string? SignalProblem(IReadOnlyList<byte[]> signals)
    {
        if (signals.Count > MaxSignals)
            return $"{signals.Count} signals wait";
        var bad = signals.Any(info => info is not { Length: SignalInfoBytes } || BinaryPrimitives.ReadInt32LittleEndian(info) is < 1 or > 64);
        return bad ? "a waiting signal is none" : null;
    }
}
