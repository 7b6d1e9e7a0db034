namespace Perdure.Binaries.Code;

/// <summary>The code of a function, or of a part of one, as its unwind information bounds it.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address behind the last.</param>
public readonly record struct CodeRange(ulong Start, ulong End)
{
    /// <summary>Whether the address lies in it.</summary>
    public bool Contains(ulong address) => address >= Start && address < End;
}
