using System.Buffers.Binary;
using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>
/// Whether one function can come to another by calls and jumps that stand in the code: calls through registers are not followed, those through the linkage table are. A return address that stands behind a
/// call of something that can't reach the function below it is left over from before.
/// </summary>
/// <param name="functionOf">The bounds of the function of an instruction; null where they aren't known.</param>
/// <param name="memory">The memory.</param>
public sealed class CallReach(Func<ulong, (ulong Start, ulong End)?> functionOf, MemoryRead memory)
{
    private const int Hops = 3;
    private const int MostFunctions = 400;
    private const int MostBytes = 1 << 20;
    private readonly Dictionary<ulong, (HashSet<ulong> Calls, HashSet<ulong> Jumps)> _targets = [];
    private int _bytes;

    /// <summary>Whether a call of one address can lead to a function.</summary>
    public bool CanReach(ulong called, ulong function)
    {
        var wave = new HashSet<ulong> { called };
        var seen = new HashSet<ulong>();
        for (var hop = 0; hop <= Hops; hop++)
        {
            if (wave.Contains(function))
                return true;
            var next = new HashSet<ulong>();
            foreach (var address in wave.Where(seen.Add))
            {
                if (seen.Count >= MostFunctions)
                    continue;
                var (calls, jumps) = TargetsOf(address);
                next.UnionWith(calls);
                next.UnionWith(jumps);
            }

            wave = next;
        }

        return false;
    }

    /// <summary>Whether a function is reached by jumps alone: then it has the frame of the one that was called.</summary>
    public bool Becomes(ulong called, ulong function)
    {
        var wave = new HashSet<ulong> { called };
        for (var hop = 0; hop < Hops; hop++)
        {
            if (wave.Contains(function))
                return true;
            wave = [.. wave.SelectMany(address => TargetsOf(address).Jumps)];
        }

        return false;
    }

    /// <summary>Whether a function is reached by one call, and jumps: then no other frame is in between.</summary>
    public bool Calls(ulong caller, ulong function) => TargetsOf(caller).Calls.Any(called => Becomes(called, function));

    private (HashSet<ulong> Calls, HashSet<ulong> Jumps) TargetsOf(ulong address)
    {
        if (_targets.TryGetValue(address, out var known))
            return known;
        var targets = (Calls: new HashSet<ulong>(), Jumps: new HashSet<ulong>());
        _targets[address] = targets;
        if (functionOf(address) is not { } bounds || bounds.End - address > FunctionEnds.MostBytes || _bytes > MostBytes)
            return targets;
        var code = new byte[bounds.End - address];
        _bytes += code.Length;
        if (!memory(address, code))
            return targets;
        var decoder = Decoder.Create(64, code, address);
        while (decoder.IP < bounds.End)
        {
            var instruction = decoder.Decode();
            if (Target(instruction) is { } target && (target < bounds.Start || target >= bounds.End))
                (instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall ? targets.Calls : targets.Jumps).Add(target);
            // An entry of the linkage table is one of many that its section's entry covers.
            if (address != bounds.Start && instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Return)
                break;
        }

        return targets;
    }

    private ulong? Target(in Instruction instruction)
    {
        switch (instruction.FlowControl)
        {
            case FlowControl.Call or FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch:
                return instruction.NearBranchTarget;
            case FlowControl.IndirectCall or FlowControl.IndirectBranch when instruction.IsIPRelativeMemoryOperand:
                Span<byte> pointer = stackalloc byte[sizeof(ulong)];
                return memory(instruction.IPRelativeMemoryAddress, pointer) ? BinaryPrimitives.ReadUInt64LittleEndian(pointer) : null;
            default:
                return null;
        }
    }
}
