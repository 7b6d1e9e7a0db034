using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>Where direct branches of a module lead, as far as it is near one of its system calls.</summary>
public sealed class BranchTargets
{
    private const int BlockBits = 6;
    private readonly HashSet<ulong> _targets = [];

    private BranchTargets()
    {
    }

    /// <summary>Whether a direct branch or call leads to the address.</summary>
    public bool Contains(ulong address) => _targets.Contains(address);

    /// <summary>Decodes all functions and keeps what leads into the same 64 bytes as a site, or their neighbours, or to the function's first bytes.</summary>
    internal static BranchTargets Near(CodeSegment segment, IReadOnlyList<CodeRange> functions, IReadOnlyList<ulong> sites)
    {
        var found = new BranchTargets();
        var blocks = new HashSet<ulong>();
        foreach (var site in sites)
        {
            Add(blocks, site);
            if (FunctionTable.Find(functions, site) is { } home)
                Add(blocks, home.Start);
        }

        foreach (var function in functions)
            if (segment.Holds(function))
                found.Collect(segment, function, blocks);
        return found;
    }

    private static void Add(HashSet<ulong> blocks, ulong address)
    {
        blocks.Add((address >> BlockBits) - 1);
        blocks.Add(address >> BlockBits);
        blocks.Add((address >> BlockBits) + 1);
    }

    private void Collect(CodeSegment segment, CodeRange function, HashSet<ulong> blocks)
    {
        var decoder = segment.Decoder(function);
        while (decoder.IP < function.End)
        {
            decoder.Decode(out var instruction);
            if (instruction.IsInvalid)
                return;
            if (instruction.Op0Kind is OpKind.NearBranch64 && blocks.Contains(instruction.NearBranchTarget >> BlockBits))
                _targets.Add(instruction.NearBranchTarget);
        }
    }
}
