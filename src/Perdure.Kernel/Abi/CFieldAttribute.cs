namespace Perdure.Kernel.Abi;

/// <summary>Names the C field where it isn't simply the snake_case form of ours.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class CFieldAttribute(string name) : Attribute
{
    /// <summary>The C field, as written in C after the dot; members of nested structs and unions have dots in them.</summary>
    public string Name { get; } = name;
}
