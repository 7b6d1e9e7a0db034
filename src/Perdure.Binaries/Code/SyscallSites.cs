using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>
/// The <c>syscall</c> instructions of a module. Functions are decoded whole, from their start, and all of them: a branch from anywhere in the module into a window
/// forbids it. Code without unwind information (Go) is searched for the shape that run-times give nearly every call.
/// </summary>
public static class SyscallSites
{
    private static readonly byte[] s_syscall = [0x0f, 0x05];

    /// <summary>The sites of a module, in address order.</summary>
    /// <param name="code">The bytes of an executable segment.</param>
    /// <param name="address">Where it is mapped.</param>
    /// <param name="functions">The functions of the module, in address order.</param>
    public static IReadOnlyList<SyscallSite> Find(ReadOnlyMemory<byte> code, ulong address, IReadOnlyList<CodeRange> functions)
    {
        var candidates = Candidates(code.Span, address);
        if (candidates.Count == 0)
            return [];
        var segment = new CodeSegment(code, address);
        var targets = BranchTargets.Near(segment, functions, candidates);
        var sites = new List<SyscallSite>(candidates.Count);
        var (function, decoded) = (default(CodeRange), (IReadOnlyList<Instruction>)[]);
        foreach (var candidate in candidates)
        {
            if (FunctionTable.Find(functions, candidate) is not { } home || !segment.Holds(home))
            {
                // Where functions are known, what lies between them is mostly data.
                var shaped = KnownShape.At(segment, candidate);
                if (shaped.Window is not null || functions.Count == 0)
                    sites.Add(shaped);
                continue;
            }

            if (home != function)
                (function, decoded) = (home, segment.Decode(home));
            var index = CodeFlow.IndexOf(decoded, candidate);
            if (index >= 0 && decoded[index].Mnemonic == Mnemonic.Syscall)
                sites.Add(new SiteReader(decoded, targets).Read(index));
        }

        return sites;
    }

    private static List<ulong> Candidates(ReadOnlySpan<byte> code, ulong address)
    {
        var found = new List<ulong>();
        for (var at = 0; code[at..].IndexOf(s_syscall) is >= 0 and var step; at += step + 1)
            found.Add(address + (ulong)(at + step));
        return found;
    }
}
