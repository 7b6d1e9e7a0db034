namespace Perdure.Kernel.Abi;

/// <summary>Names the C field where it is not the prefix and the snake_case form of ours; empty for one that C does not have.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class CFieldAttribute(string name) : Attribute
{
    /// <summary>The C field, as written in C after the dot; members of nested structs and unions have dots in them.</summary>
    public string Name { get; } = name;
}
