using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>How a function can be left.</summary>
public static class FunctionEnds
{
    /// <summary>The longest function that is looked at.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>
    /// Whether a function can return to its caller: it has a return, or a jump out of itself (a tail call, or the other half of a function that was split into a hot and a cold one). Of one that can't,
    /// its callers have no code behind their calls. A jump by register or table may lead out as well.
    /// </summary>
    /// <param name="code">The whole function.</param>
    /// <param name="address">Its address.</param>
    public static bool CanReturn(ReadOnlySpan<byte> code, ulong address)
    {
        var decoder = Decoder.Create(64, code.ToArray(), address);
        var end = address + (ulong)code.Length;
        while (decoder.IP < end)
        {
            var instruction = decoder.Decode();
            switch (instruction.FlowControl)
            {
                case FlowControl.Return or FlowControl.IndirectBranch:
                    return true;
                case FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch when instruction.NearBranchTarget < address || instruction.NearBranchTarget >= end:
                    return true;
            }
        }

        return false;
    }
}
