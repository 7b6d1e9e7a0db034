namespace Perdure.Checkpoints.Naming;

/// <summary>A variable or function in the memory of a process.</summary>
/// <param name="Name">Its name as the linker knows it.</param>
/// <param name="Address">Where it begins.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct SymbolPlace(string Name, ulong Address, ulong Size)
{
    /// <summary>The address behind it.</summary>
    public ulong End => Address + Size;
}
